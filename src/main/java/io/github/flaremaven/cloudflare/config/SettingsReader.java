package io.github.flaremaven.cloudflare.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** Reads the settings that the API gets as the config has them: limits, observability, cache and who receives tails. */
final class SettingsReader {
    private final Table config;

    SettingsReader(Table config) {
        this.config = config;
    }

    /** wrangler lets anything pass in here and sends it on; we do too, and say what Cloudflare will not know. */
    Optional<ObjectNode> limits() {
        Optional<JsonNode> value = config.any("limits");
        if (value.isEmpty() || !(value.get() instanceof ObjectNode limits)) {
            value.ifPresent(v ->
                    config.warn("limits", config.path("limits") + " should be a table, found " + Findings.show(v)));
            return Optional.empty();
        }
        Table t = Table.of(limits, config.path("limits"), config.findings());
        t.number("cpu_ms");
        t.number("subrequests");
        if (t.has("memory_mb")) {
            t.warn(
                    "memory_mb",
                    t.path("memory_mb") + " has no effect: a Worker's memory is fixed at 128 MB; remove it");
        }
        t.warnUnknown("sent as it is");
        return Optional.of(t.json());
    }

    Optional<ObjectNode> observability() {
        Optional<Table> table = config.table("observability");
        table.ifPresent(t -> {
            boolean decided = t.has("enabled");
            t.checkingFlag("enabled", "redact_query_string");
            rate(t);
            for (String part : List.of("logs", "traces", "issues")) {
                Optional<Table> section = t.table(part);
                decided = decided || section.filter(s -> s.has("enabled")).isPresent();
                section.ifPresent(s -> observabilitySection(s, part));
            }
            if (!decided) {
                t.error("enabled", t.path() + " needs \"enabled\", true or false, or a logs or traces table with one");
            }
            t.warnUnknown();
        });
        return table.map(Table::json);
    }

    private static void observabilitySection(Table t, String part) {
        t.checkingFlag("enabled");
        if (!part.equals("issues")) {
            rate(t);
            t.checkingFlag("persist").texts("destinations");
        }
        if (part.equals("logs")) {
            t.checkingFlag("invocation_logs");
        }
        t.warnUnknown();
    }

    private static void rate(Table t) {
        t.number("head_sampling_rate")
                .filter(n -> n.asDouble() < 0 || n.asDouble() > 1)
                .ifPresent(n -> t.error(
                        "head_sampling_rate", t.path("head_sampling_rate") + " must be between 0 and 1, found " + n));
    }

    Optional<ObjectNode> cache() {
        return config.table("cache").map(t -> {
            t.requiredFlag("enabled");
            t.checkingFlag("cross_version_cache").warnUnknown();
            return t.json();
        });
    }

    Optional<ArrayNode> tailConsumers() {
        config.tables("tail_consumers").forEach(t -> {
            t.requiredText("service");
            t.text("environment");
        });
        return config.array("tail_consumers").map(PlainJson::array);
    }

    Optional<ArrayNode> streamingTailConsumers() {
        config.tables("streaming_tail_consumers").forEach(t -> t.requiredText("service"));
        return config.array("streaming_tail_consumers").map(PlainJson::array);
    }
}
