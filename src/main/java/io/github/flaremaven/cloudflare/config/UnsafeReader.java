package io.github.flaremaven.cloudflare.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.config.model.Binding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code unsafe}, through which a config says what wrangler has no key for. */
final class UnsafeReader {
    /** Kinds that wrangler 4.164 knows by a key of their own, so that {@code unsafe} is no place for them any more. */
    private static final Set<String> NATIVE_TYPES = Set.of(
            "agent_memory",
            "ai",
            "ai_search",
            "ai_search_namespace",
            "analytics",
            "artifacts",
            "browser",
            "d1_database",
            "data_blob",
            "durable_object_namespace",
            "flagship",
            "json",
            "k2",
            "kv_namespace",
            "logfwdr",
            "media",
            "mtls_certificate",
            "pipeline",
            "plain_text",
            "r2_bucket",
            "secret_text",
            "service",
            "stream",
            "text_blob",
            "vpc_network",
            "vpc_service",
            "wasm_module",
            "worker_loader");

    private final Table unsafe;

    UnsafeReader(Table unsafe) {
        this.unsafe = unsafe;
    }

    /** The bindings, each with the table it stands in. */
    Map<Table, Binding.Unsafe> bindings() {
        unsafe.findings()
                .warn(
                        unsafe.path(),
                        "\"unsafe\" is sent as it stands; Cloudflare may change what it means at any time");
        Map<Table, Binding.Unsafe> bindings = new LinkedHashMap<>();
        for (Table t : unsafe.tables("bindings")) {
            String type = t.required("type");
            if (NATIVE_TYPES.contains(type)) {
                t.warn("type", t.path() + " is a \"" + type + "\", which has a key of its own; move it there");
            } else if (type.equals("metadata")) {
                t.warn("type", t.path() + " is a \"metadata\" binding, which is deprecated; use version_metadata");
            }
            ObjectNode rest = t.json().without(List.of("name", "type"));
            bindings.put(t, new Binding.Unsafe(t.required("name"), type, rest));
        }
        metadata();
        capnp();
        unsafe.warnUnknown();
        return bindings;
    }

    /** What is laid over the metadata of an upload. */
    Optional<ObjectNode> metadata() {
        return unsafe.table("metadata").map(Table::json);
    }

    /** Schemas for log forwarding: a compiled one, or sources and where they are. */
    Optional<JsonNode> capnp() {
        Optional<Table> table = unsafe.table("capnp");
        table.ifPresent(t -> {
            if (!t.has("compiled_schema")) {
                t.requiredText("base_path");
                if (!t.has("source_schemas")) {
                    t.error("source_schemas", t.path() + " needs \"source_schemas\", an array of strings");
                }
            } else if (t.has("base_path") || t.has("source_schemas")) {
                t.error(
                        "compiled_schema",
                        t.path() + " may have compiled_schema, or base_path with source_schemas, not both");
            }
            t.checkingText("compiled_schema").texts("source_schemas");
        });
        return table.map(Table::json);
    }
}
