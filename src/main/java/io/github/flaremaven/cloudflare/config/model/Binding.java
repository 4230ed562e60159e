package io.github.flaremaven.cloudflare.config.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Secret;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One name in the Worker's {@code env}. The kinds and their fields are those of the upload metadata of the API
 * ({@code POST …/versions}); fields that only matter for local development are not here.
 */
public sealed interface Binding {

    /** The name under which the Worker finds it in {@code env}. */
    String name();

    record PlainText(String name, String text) implements Binding {}

    /** A variable that is no string; {@code value} is sent as it is. */
    record Json(String name, JsonNode value) implements Binding {}

    record SecretText(String name, Secret value) implements Binding {}

    /** Keeps what the deployed Worker has under this name. */
    record Inherit(String name) implements Binding {}

    /** {@code id} is absent for a namespace that is to be provisioned. */
    record KvNamespace(String name, Optional<String> id) implements Binding {}

    record R2Bucket(String name, Optional<String> bucketName, Optional<String> jurisdiction) implements Binding {}

    record D1Database(
            String name,
            Optional<String> id,
            Optional<String> databaseName,
            Optional<String> jurisdiction,
            Optional<String> internalEnv)
            implements Binding {}

    record DurableObject(String name, String className, Optional<String> scriptName, Optional<String> environment)
            implements Binding {}

    record Workflow(String name, String workflowName, String className, Optional<String> scriptName)
            implements Binding {}

    /** {@code deliveryDelay} in seconds. */
    record QueueProducer(String name, Optional<String> queue, Optional<JsonNode> deliveryDelay) implements Binding {}

    record Service(
            String name,
            String service,
            Optional<String> environment,
            Optional<String> entrypoint,
            Optional<ObjectNode> props,
            Optional<String> crossAccountGrant)
            implements Binding {}

    /** The bindings that carry nothing but their name. */
    record Platform(String name, Product product) implements Binding {}

    /** What a {@link Platform} binding gives access to; {@link #type()} is the API's word for it. */
    enum Product {
        BROWSER,
        IMAGES,
        MEDIA,
        STREAM,
        ANALYTICS,
        VERSION_METADATA,
        WORKER_LOADER,
        ASSETS;

        public String type() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    record Ai(String name, Optional<Boolean> staging) implements Binding {}

    record Vectorize(String name, String indexName) implements Binding {}

    record Hyperdrive(String name, String id, Optional<Secret> localConnectionString) implements Binding {}

    record AnalyticsEngine(String name, Optional<String> dataset) implements Binding {}

    record DispatchNamespace(String name, Optional<String> namespace, Optional<Outbound> outbound) implements Binding {}

    /** The Worker that sees what user Workers of a dispatch namespace fetch. */
    record Outbound(String service, Optional<String> environment, List<String> parameters) {}

    record MtlsCertificate(String name, String certificateId) implements Binding {}

    record SendEmail(
            String name,
            Optional<String> destinationAddress,
            List<String> allowedDestinationAddresses,
            List<String> allowedSenderAddresses)
            implements Binding {}

    record Pipeline(String name, Optional<String> stream, Optional<String> pipeline) implements Binding {}

    record K2(String name, String stream) implements Binding {}

    /** {@code limit} calls in {@code period} seconds (10 or 60). */
    record RateLimit(String name, String namespaceId, JsonNode limit, int period) implements Binding {}

    record SecretsStoreSecret(String name, String storeId, String secretName) implements Binding {}

    record VpcService(String name, String serviceId) implements Binding {}

    record VpcNetwork(String name, Optional<String> tunnelId, Optional<String> networkId) implements Binding {}

    record AiSearch(String name, String instanceName) implements Binding {}

    record AiSearchNamespace(String name, String namespace) implements Binding {}

    record AgentMemory(String name, String namespace) implements Binding {}

    record Artifacts(String name, String namespace) implements Binding {}

    record Flagship(String name, Optional<String> appId) implements Binding {}

    record LogForwarder(String name, String destination) implements Binding {}

    record HelloWorld(String name, Optional<Boolean> enableTimer) implements Binding {}

    /** An entry of {@code unsafe.bindings}: sent as it stands. */
    record Unsafe(String name, String type, ObjectNode rest) implements Binding {}

    /** {@code text_blobs}, {@code data_blobs} and {@code wasm_modules} of a service-worker format Worker. */
    record Blob(String name, Kind kind, Path file, String writtenPath) implements Binding {
        /** What the global holds; {@link #type()} is the API's word for it. */
        public enum Kind {
            TEXT_BLOB,
            DATA_BLOB,
            WASM_MODULE;

            public String type() {
                return name().toLowerCase(java.util.Locale.ROOT);
            }
        }
    }
}
