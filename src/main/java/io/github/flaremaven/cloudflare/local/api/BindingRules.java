package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the API demands of bindings, before it looks for what they lead to. */
final class BindingRules {
    /** Largest value of a text binding in bytes: 5.1 kB, as the API calls it. */
    private static final int LARGEST_TEXT = 5_222;

    /** Fields that a binding of a type must have; for alternatives one of them. */
    private static final Map<String, List<String>> REQUIRED = Stream.of(
                    type("plain_text", "text"),
                    type("json", "json"),
                    type("secret_text", "text"),
                    type("secret_key", "algorithm"),
                    type("inherit"),
                    type("kv_namespace", "namespace_id"),
                    type("send_email"),
                    type("durable_object_namespace", "class_name", "namespace_id"),
                    type("workflow", "workflow_name"),
                    type("queue", "queue_name"),
                    type("r2_bucket", "bucket_name"),
                    type("d1", "id", "database_id"),
                    type("vectorize", "index_name"),
                    type("ai_search_namespace", "namespace"),
                    type("ai_search", "instance_name"),
                    type("agent_memory", "namespace"),
                    type("hyperdrive", "id"),
                    type("secrets_store_secret", "store_id"),
                    type("artifacts", "namespace"),
                    type("unsafe_hello_world"),
                    type("flagship", "app_id"),
                    type("ratelimit", "namespace_id"),
                    type("vpc_service", "service_id"),
                    type("vpc_network", "tunnel_id", "network_id"),
                    type("service", "service"),
                    type("analytics_engine"),
                    type("dispatch_namespace", "namespace"),
                    type("mtls_certificate", "certificate_id"),
                    type("pipelines", "stream", "pipeline"),
                    type("k2", "stream"),
                    type("worker_loader"),
                    type("logfwdr", "destination"),
                    type("wasm_module", "part"),
                    type("browser"),
                    type("analytics"),
                    type("ai"),
                    type("images"),
                    type("stream"),
                    type("media"),
                    type("version_metadata"),
                    type("assets"),
                    type("text_blob", "part"),
                    type("data_blob", "part"))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

    private BindingRules() {}

    private static Map.Entry<String, List<String>> type(String name, String... oneOf) {
        return Map.entry(name, List.of(oneOf));
    }

    /**
     * Checks the bindings of an upload.
     *
     * @throws ApiError 10021, 10052, 10053 or 10054
     */
    static void check(JsonNode metadata) {
        JsonNode bindings = metadata.path("bindings");
        if (!bindings.isMissingNode() && !bindings.isArray()) {
            throw ApiError.invalidUpload("The metadata's bindings must be an array.");
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < bindings.size(); i++) {
            JsonNode binding = bindings.get(i);
            String name = Json.text(binding, "name").orElse("");
            if (name.isEmpty()) {
                throw new ApiError(400, 10052, "Binding at index " + i + " must have a name.");
            }
            if (!names.add(name)) {
                throw nameTaken(name);
            }
            check(name, binding);
        }
    }

    static ApiError nameTaken(String name) {
        return new ApiError(
                400, 10053, "Binding name '" + name + "' already in use. Please use a different name and try again.");
    }

    private static void check(String name, JsonNode binding) {
        String type = binding.path("type").asText();
        List<String> oneOf = REQUIRED.get(type);
        if (oneOf == null) {
            throw ApiError.invalidUpload("binding " + name + " is of unknown type " + type);
        }
        if (!oneOf.isEmpty() && oneOf.stream().noneMatch(field -> isGiven(binding.path(field)))) {
            throw ApiError.invalidUpload(
                    "binding " + name + " of type " + type + " must have a valid `" + oneOf.get(0) + "` specified");
        }
        if (type.equals("plain_text") || type.equals("secret_text")) {
            checkText(name, binding);
        }
    }

    private static boolean isGiven(JsonNode value) {
        return !value.isMissingNode() && !value.isNull();
    }

    /** The text of a variable or a secret. */
    static void checkText(String name, JsonNode binding) {
        JsonNode text = binding.path("text");
        if (!text.isTextual()) {
            throw ApiError.invalidUpload("binding " + name + " must have a valid `text` specified");
        }
        int bytes = text.textValue().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > LARGEST_TEXT) {
            throw new ApiError(
                    400,
                    10054,
                    "Text binding '" + name + "' is too large. It must be at most 5.1 kB, not " + bytes + " B.");
        }
        if (text.textValue().indexOf('\0') >= 0) {
            throw ApiError.invalidUpload("binding " + name + " has a NUL character in its text");
        }
    }
}
