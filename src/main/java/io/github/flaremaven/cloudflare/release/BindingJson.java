package io.github.flaremaven.cloudflare.release;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.config.model.Binding;
import java.util.List;
import java.util.Optional;

/** Writes bindings as the upload metadata has them. Names of types and fields are the API's. */
final class BindingJson {
    private BindingJson() {}

    static ObjectNode of(Binding binding) {
        ObjectNode node = Json.object().put("name", binding.name());
        if (binding instanceof Binding.PlainText b) {
            return node.put("type", "plain_text").put("text", b.text());
        }
        if (binding instanceof Binding.Json b) {
            return node.put("type", "json").set("json", b.value());
        }
        if (binding instanceof Binding.SecretText b) {
            return node.put("type", "secret_text").put("text", b.value().reveal());
        }
        if (binding instanceof Binding.Inherit) {
            return node.put("type", "inherit");
        }
        if (binding instanceof Binding.Platform b) {
            return node.put("type", b.product().type());
        }
        if (binding instanceof Binding.Unsafe b) {
            return node.put("type", b.type()).setAll(b.rest());
        }
        if (binding instanceof Binding.Blob b) {
            return node.put("type", b.kind().type()).put("part", b.name());
        }
        return storage(binding, node);
    }

    private static ObjectNode storage(Binding binding, ObjectNode node) {
        if (binding instanceof Binding.KvNamespace b) {
            return optional(node.put("type", "kv_namespace"), "namespace_id", b.id());
        }
        if (binding instanceof Binding.R2Bucket b) {
            optional(node.put("type", "r2_bucket"), "bucket_name", b.bucketName());
            return optional(node, "jurisdiction", b.jurisdiction());
        }
        if (binding instanceof Binding.D1Database b) {
            optional(node.put("type", "d1"), "id", b.id());
            return optional(node, "internalEnv", b.internalEnv());
        }
        if (binding instanceof Binding.DurableObject b) {
            node.put("type", "durable_object_namespace").put("class_name", b.className());
            optional(node, "script_name", b.scriptName());
            return optional(node, "environment", b.environment());
        }
        if (binding instanceof Binding.Workflow b) {
            node.put("type", "workflow").put("workflow_name", b.workflowName()).put("class_name", b.className());
            return optional(node, "script_name", b.scriptName());
        }
        if (binding instanceof Binding.QueueProducer b) {
            optional(node.put("type", "queue"), "queue_name", b.queue());
            b.deliveryDelay().ifPresent(delay -> node.set("delivery_delay", delay));
            return node;
        }
        if (binding instanceof Binding.Vectorize b) {
            return node.put("type", "vectorize").put("index_name", b.indexName());
        }
        if (binding instanceof Binding.Hyperdrive b) {
            return node.put("type", "hyperdrive").put("id", b.id());
        }
        if (binding instanceof Binding.SecretsStoreSecret b) {
            return node.put("type", "secrets_store_secret")
                    .put("store_id", b.storeId())
                    .put("secret_name", b.secretName());
        }
        if (binding instanceof Binding.AnalyticsEngine b) {
            return optional(node.put("type", "analytics_engine"), "dataset", b.dataset());
        }
        return compute(binding, node);
    }

    private static ObjectNode compute(Binding binding, ObjectNode node) {
        if (binding instanceof Binding.Service b) {
            node.put("type", "service").put("service", b.service());
            optional(node, "environment", b.environment());
            optional(node, "entrypoint", b.entrypoint());
            b.props().ifPresent(props -> node.set("props", props));
            return optional(node, "cross_account_grant", b.crossAccountGrant());
        }
        if (binding instanceof Binding.DispatchNamespace b) {
            optional(node.put("type", "dispatch_namespace"), "namespace", b.namespace());
            b.outbound().ifPresent(o -> node.set("outbound", outbound(o)));
            return node;
        }
        if (binding instanceof Binding.Ai b) {
            node.put("type", "ai");
            b.staging().ifPresent(staging -> node.put("staging", staging));
            return node;
        }
        if (binding instanceof Binding.AiSearch b) {
            return node.put("type", "ai_search").put("instance_name", b.instanceName());
        }
        if (binding instanceof Binding.AiSearchNamespace b) {
            return node.put("type", "ai_search_namespace").put("namespace", b.namespace());
        }
        if (binding instanceof Binding.AgentMemory b) {
            return node.put("type", "agent_memory").put("namespace", b.namespace());
        }
        if (binding instanceof Binding.Artifacts b) {
            return node.put("type", "artifacts").put("namespace", b.namespace());
        }
        if (binding instanceof Binding.Flagship b) {
            return optional(node.put("type", "flagship"), "app_id", b.appId());
        }
        if (binding instanceof Binding.HelloWorld b) {
            node.put("type", "unsafe_hello_world");
            b.enableTimer().ifPresent(timer -> node.put("enable_timer", timer));
            return node;
        }
        return network(binding, node);
    }

    private static ObjectNode network(Binding binding, ObjectNode node) {
        if (binding instanceof Binding.SendEmail b) {
            node.put("type", "send_email");
            optional(node, "destination_address", b.destinationAddress());
            texts(node, "allowed_destination_addresses", b.allowedDestinationAddresses());
            return texts(node, "allowed_sender_addresses", b.allowedSenderAddresses());
        }
        if (binding instanceof Binding.MtlsCertificate b) {
            return node.put("type", "mtls_certificate").put("certificate_id", b.certificateId());
        }
        if (binding instanceof Binding.Pipeline b) {
            node.put("type", "pipelines");
            return b.stream().isPresent()
                    ? optional(node, "stream", b.stream())
                    : optional(node, "pipeline", b.pipeline());
        }
        if (binding instanceof Binding.K2 b) {
            return node.put("type", "k2").put("stream", b.stream());
        }
        if (binding instanceof Binding.RateLimit b) {
            node.put("type", "ratelimit").put("namespace_id", b.namespaceId());
            ObjectNode simple = node.putObject("simple");
            simple.set("limit", b.limit());
            simple.put("period", b.period());
            return node;
        }
        if (binding instanceof Binding.VpcService b) {
            return node.put("type", "vpc_service").put("service_id", b.serviceId());
        }
        if (binding instanceof Binding.VpcNetwork b) {
            optional(node.put("type", "vpc_network"), "tunnel_id", b.tunnelId());
            return optional(node, "network_id", b.networkId());
        }
        if (binding instanceof Binding.LogForwarder b) {
            return node.put("type", "logfwdr").put("destination", b.destination());
        }
        throw new IllegalStateException(
                "no way to upload a binding of the kind " + binding.getClass().getSimpleName());
    }

    private static ObjectNode outbound(Binding.Outbound outbound) {
        ObjectNode node = Json.object();
        ObjectNode worker = node.putObject("worker").put("service", outbound.service());
        optional(worker, "environment", outbound.environment());
        if (!outbound.parameters().isEmpty()) {
            ArrayNode params = node.putArray("params");
            outbound.parameters().forEach(p -> params.addObject().put("name", p));
        }
        return node;
    }

    private static ObjectNode optional(ObjectNode node, String field, Optional<String> value) {
        value.ifPresent(v -> node.put(field, v));
        return node;
    }

    private static ObjectNode texts(ObjectNode node, String field, List<String> values) {
        if (!values.isEmpty()) {
            node.set(field, Json.array(values));
        }
        return node;
    }
}
