package io.github.flaremaven.cloudflare.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Every key of wrangler's configuration, and what an environment does with it. */
final class ConfigKeys {
    /** How a key relates to environments. */
    enum Kind {
        /** Only at the top level; an environment's own is ignored with a warning. */
        TOP_LEVEL,
        /** An environment that leaves it out has the top level's. */
        INHERITABLE,
        /** An environment that leaves it out has none. */
        NOT_INHERITABLE,
        /** None of wrangler's keys. */
        UNKNOWN
    }

    /** What to do about a key of the top level that stands in a table. */
    static final String MOVE_UP = "; if the top-level key is meant, move it there (in TOML above the first [table])";

    private static final Map<String, Kind> KINDS = kinds();

    /** Keys for which wrangler takes JSON's null as if they were left out; for all others null is of the wrong type. */
    private static final Set<String> NULL_IS_ABSENT = Set.of(
            "build",
            "containers",
            "dev",
            "env",
            "exports",
            "limits",
            "migrations",
            "rules",
            "streaming_tail_consumers",
            "tail_consumers",
            "triggers");

    private ConfigKeys() {}

    static Kind kind(String key) {
        return KINDS.getOrDefault(key, Kind.UNKNOWN);
    }

    static boolean isNullAbsent(String key) {
        return NULL_IS_ABSENT.contains(key);
    }

    static Set<String> all() {
        return KINDS.keySet();
    }

    private static Map<String, Kind> kinds() {
        Map<String, Kind> kinds = new LinkedHashMap<>();
        add(kinds, Kind.TOP_LEVEL, """
                $schema env pages_build_output_dir send_metrics dependencies_instrumentation keep_vars addresses dev site
                alias wasm_modules text_blobs data_blobs configPath userConfigPath topLevelName definedEnvironments
                targetEnvironment""");
        add(kinds, Kind.INHERITABLE, """
                name account_id compatibility_date compatibility_flags main base_dir find_additional_modules
                preserve_file_names rules no_bundle minify keep_names upload_source_maps tsconfig jsx_factory jsx_fragment
                build workers_dev preview_urls route routes triggers limits placement migrations exports assets
                observability cache access logpush logfwdr first_party_worker compliance_region python_modules previews""");
        add(kinds, Kind.NOT_INHERITABLE, """
                vars secrets define durable_objects kv_namespaces r2_buckets d1_databases vectorize ai_search_namespaces
                ai_search agent_memory hyperdrive services analytics_engine_datasets dispatch_namespaces mtls_certificates
                send_email workflows pipelines k2 secrets_store_secrets artifacts unsafe_hello_world flagship
                worker_loaders ratelimits vpc_services vpc_networks connect queues tail_consumers
                streaming_tail_consumers browser ai images stream media analytics version_metadata unsafe containers
                cloudchamber""");
        return Collections.unmodifiableMap(kinds);
    }

    private static void add(Map<String, Kind> kinds, Kind kind, String keys) {
        for (String key : keys.split("\\s+", -1)) {
            kinds.put(key, kind);
        }
    }
}
