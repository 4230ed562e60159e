package io.github.flaremaven.cloudflare.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.config.model.WorkflowDefinition;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads Workflows: those that the Worker binds, and those that it declares among its exports. */
final class WorkflowReader {
    /** How a Workflow runs; these keys belong in the config of the Worker that owns it. */
    static final List<String> OPTIONS =
            List.of("limits", "concurrency", "schedules", "default_retention", "jurisdiction");

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]{0,63}");
    private static final int MOST_STEPS = 25_000;

    private final Table config;

    WorkflowReader(Table config) {
        this.config = config;
    }

    /** Checks every Workflow by itself, and that no two have one name. */
    void check() {
        Map<String, NodePath> bound = new HashMap<>();
        for (Table t : config.tables("workflows")) {
            checkName(t, bound);
            checkOptions(t);
        }
        Map<String, NodePath> declared = new HashMap<>();
        exports().forEach((className, t) -> {
            checkName(t, declared);
            checkOptions(t);
            t.ignoring("type").warnUnknown();
        });
    }

    /** The Workflows that the Worker of this name owns: those without a foreign script, and those it exports. */
    List<WorkflowDefinition> ownedBy(String worker) {
        Map<String, WorkflowDefinition> owned = new LinkedHashMap<>();
        for (Table t : config.tables("workflows")) {
            if (!isForeign(t, worker)) {
                define(owned, t, t.text("class_name").orElse(""));
            }
        }
        exports().forEach((className, t) -> define(owned, t, className));
        return List.copyOf(owned.values());
    }

    /** Checks that each Workflow is configured in one place: where it is owned. */
    void checkOwnership(String worker) {
        Map<String, Table> exported = new HashMap<>();
        exports().values().forEach(t -> exported.put(t.text("name").orElse(""), t));
        for (Table t : config.tables("workflows")) {
            Optional<Table> export =
                    Optional.ofNullable(exported.get(t.text("name").orElse("")));
            boolean foreign = isForeign(t, worker);
            List<String> options = OPTIONS.stream().filter(t::has).toList();
            if (foreign && !options.isEmpty()) {
                t.error(
                        options.get(0),
                        t.path(options.get(0)) + " belongs in the config of the Worker that owns the workflow");
            }
            export.ifPresent(e -> checkAgainstExport(t, e, foreign, options));
        }
    }

    private static void checkAgainstExport(Table t, Table export, boolean foreign, List<String> options) {
        if (foreign) {
            t.error("script_name", t.path() + " is of another Worker, but " + export.path() + " declares it here");
            return;
        }
        if (!export.path()
                .equals(export.path().parent().key(t.text("class_name").orElse("")))) {
            t.error("class_name", t.path() + " and " + export.path() + " declare one workflow for different classes");
        }
        if (!options.isEmpty()) {
            t.error(options.get(0), t.path(options.get(0)) + " belongs in " + export.path());
        }
    }

    private Map<String, Table> exports() {
        Map<String, Table> exports = new LinkedHashMap<>();
        config.table("exports")
                .ifPresent(all -> all.keys().stream()
                        .filter(name -> all.any(name)
                                .filter(e ->
                                        e.isObject() && e.path("type").asText().equals("workflow"))
                                .isPresent())
                        .forEach(name -> all.table(name).ifPresent(t -> exports.put(name, t))));
        return exports;
    }

    private static boolean isForeign(Table t, String worker) {
        return t.text("script_name").filter(script -> !script.equals(worker)).isPresent();
    }

    private static void define(Map<String, WorkflowDefinition> owned, Table t, String className) {
        String name = t.text("name").orElse("");
        owned.put(name, new WorkflowDefinition(name, className, t.json().retain(OPTIONS)));
    }

    private static void checkName(Table t, Map<String, NodePath> taken) {
        String name = t.required("name");
        if (name.isEmpty()) {
            return;
        }
        if (!NAME.matcher(name).matches()) {
            t.error(
                    "name",
                    t.path("name") + " \"" + name + "\" is no workflow name: at most 64 of letters, digits, _ and -, "
                            + "not starting with -");
        }
        NodePath earlier = taken.putIfAbsent(name, t.path());
        if (earlier != null) {
            t.error("name", t.path() + " and " + earlier + " are both the workflow \"" + name + "\"");
        }
    }

    private static void checkOptions(Table t) {
        t.table("limits").ifPresent(limits -> {
            limits.whole("steps", 1, Long.MAX_VALUE)
                    .filter(n -> n.asLong() > MOST_STEPS)
                    .ifPresent(n -> limits.warn(
                            "steps", limits.path("steps") + " is beyond the 25,000 steps that Cloudflare allows"));
            limits.warnUnknown();
        });
        t.table("concurrency").ifPresent(concurrency -> {
            concurrency.whole("limit", 1, Long.MAX_VALUE);
            concurrency.warnUnknown();
        });
        t.table("default_retention").ifPresent(retention -> {
            checkRetention(retention, "success_retention");
            checkRetention(retention, "error_retention");
            retention.warnUnknown();
        });
        t.any("schedules")
                .filter(v -> !isSchedule(v) && !isScheduleList(v))
                .ifPresent(v -> t.findings().wrongType(t.path("schedules"), "a cron expression or a list of them", v));
        t.choice("jurisdiction", List.of("eu", "fedramp", "us"));
    }

    private static void checkRetention(Table t, String key) {
        if (t.any(key).filter(JsonNode::isTextual).isPresent()) {
            t.nonEmptyText(key);
        } else {
            t.whole(key, 1, Long.MAX_VALUE);
        }
    }

    private static boolean isScheduleList(JsonNode value) {
        boolean schedules = value.isArray() && !value.isEmpty();
        for (JsonNode item : value) {
            schedules &= isSchedule(item);
        }
        return schedules;
    }

    private static boolean isSchedule(JsonNode value) {
        return value.isTextual() && !value.textValue().isEmpty();
    }
}
