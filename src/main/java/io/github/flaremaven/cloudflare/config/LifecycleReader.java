package io.github.flaremaven.cloudflare.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.config.model.Lifecycle;
import io.github.flaremaven.cloudflare.config.model.Lifecycle.Migration;
import io.github.flaremaven.cloudflare.config.model.WorkflowDefinition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads how Durable Object classes come and go, and the Workflows the Worker owns. */
final class LifecycleReader {
    private static final Pattern WORKFLOW_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]{0,63}");
    private static final Pattern IDENTIFIER = Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$]*");
    private static final List<String> WORKFLOW_OPTIONS =
            List.of("limits", "concurrency", "schedules", "default_retention", "jurisdiction");
    private static final List<String> STORAGES = List.of("sqlite", "legacy-kv");

    private final Table config;
    private final Findings findings;

    LifecycleReader(Table config) {
        this.config = config;
        this.findings = config.findings();
    }

    Lifecycle read() {
        Lifecycle lifecycle = new Lifecycle(migrations(), exports());
        if (!lifecycle.migrations().isEmpty() && lifecycle.hasDurableObjectExports()) {
            findings.error(
                    config.path("migrations"),
                    "\"migrations\" and Durable Objects in \"exports\" exclude each other; keep one of the two");
        }
        checkLocalClasses(lifecycle);
        return lifecycle;
    }

    private List<Migration> migrations() {
        List<Migration> migrations = new ArrayList<>();
        Set<String> classes = new LinkedHashSet<>();
        for (Table t : config.tables("migrations")) {
            String tag = t.required("tag");
            List<String> created = new ArrayList<>(t.texts("new_classes"));
            created.addAll(t.texts("new_sqlite_classes"));
            List<String> deleted = t.texts("deleted_classes");
            Map<String, String> renamed = pairs(t, "renamed_classes", List.of("from", "to"));
            Map<String, String> transferred = pairs(t, "transferred_classes", List.of("from", "from_script", "to"));
            t.warnUnknown();
            replay(t, classes, created, deleted, renamed, transferred);
            migrations.add(new Migration(tag, t.node().deepCopy().without(List.of("tag"))));
        }
        return migrations;
    }

    private static Map<String, String> pairs(Table t, String key, List<String> required) {
        Map<String, String> pairs = new java.util.LinkedHashMap<>();
        for (Table item : t.tables(key)) {
            required.forEach(item::required);
            pairs.put(item.text("from").orElse(""), item.text("to").orElse(""));
            item.warnUnknown();
        }
        return pairs;
    }

    /** Migrations are applied in order, so each step must fit what the ones before it left. */
    private static void replay(
            Table t,
            Set<String> classes,
            List<String> created,
            List<String> deleted,
            Map<String, String> renamed,
            Map<String, String> transferred) {
        for (String name : created) {
            if (!classes.add(name)) {
                t.error("new_sqlite_classes", t.path() + " creates the class " + name + ", which exists already");
            }
        }
        renamed.forEach((from, to) -> {
            if (!classes.remove(from)) {
                t.error("renamed_classes", t.path() + " renames the class " + from + ", which does not exist by then");
            }
            classes.add(to);
        });
        classes.addAll(transferred.values());
        for (String name : deleted) {
            if (!classes.remove(name)) {
                t.error("deleted_classes", t.path() + " deletes the class " + name + ", which does not exist by then");
            }
        }
    }

    /** The exports in the order in which the API gets them: Workers, then Durable Objects, then Workflows. */
    private ObjectNode exports() {
        ObjectNode sorted = Json.object();
        Optional<ObjectNode> exports = config.object("exports");
        for (String type : List.of("worker", "durable-object", "workflow")) {
            exports.ifPresent(all -> all.properties().stream()
                    .filter(e -> type.equals(e.getValue().path("type").asText()))
                    .forEach(e -> sorted.set(e.getKey(), e.getValue())));
        }
        exports.ifPresent(all -> all.properties().forEach(e -> export(e.getKey(), e.getValue())));
        return sorted;
    }

    private void export(String className, JsonNode value) {
        NodePath path = config.path("exports").key(className);
        if (!(value instanceof ObjectNode object)) {
            findings.wrongType(path, "a table", value);
            return;
        }
        Table t = Table.of(object, path, findings);
        t.required("type");
        switch (t.choice("type", List.of("worker", "durable-object", "workflow"))
                .orElse("")) {
            case "durable-object" -> durableObjectExport(t, className);
            case "worker" ->
                t.table("cache").ifPresent(cache -> {
                    cache.checkingFlag("enabled").warnUnknown();
                });
            case "workflow" -> workflowName(t);
            default -> {}
        }
    }

    private void durableObjectExport(Table t, String className) {
        String state = t.choice("state", List.of("created", "deleted", "renamed", "transferred", "expecting-transfer"))
                .orElse("created");
        List<String> keys = switch (state) {
            case "renamed" -> List.of("type", "state", "renamed_to");
            case "transferred" -> List.of("type", "state", "transferred_to");
            case "expecting-transfer" -> List.of("type", "state", "storage", "transfer_from", "container");
            case "deleted" -> List.of("type", "state");
            default -> List.of("type", "state", "storage", "container");
        };
        t.node().fieldNames().forEachRemaining(key -> {
            if (!keys.contains(key)) {
                findings.error(
                        t.path().key(key), "\"" + key + "\" has no place in " + t.path() + " (state " + state + ")");
            }
        });
        switch (state) {
            case "renamed" -> {
                String to = t.required("renamed_to");
                if (!to.isEmpty()
                        && (to.equals(className) || !IDENTIFIER.matcher(to).matches())) {
                    t.error("renamed_to", t.path("renamed_to") + " must be the name of another class");
                }
            }
            case "transferred" -> t.required("transferred_to");
            case "deleted" -> {}
            default -> {
                t.required("storage");
                Optional<String> storage = t.choice("storage", STORAGES);
                if (state.equals("expecting-transfer")) {
                    t.required("transfer_from");
                }
                if (t.nonEmptyText("container").isPresent() && !storage.equals(Optional.of("sqlite"))) {
                    t.error("container", t.path("container") + " needs storage = \"sqlite\"");
                }
            }
        }
    }

    /** Every class that a binding of this Worker names must be announced somewhere, or the API does not know it. */
    private void checkLocalClasses(Lifecycle lifecycle) {
        if (!lifecycle.migrations().isEmpty()) {
            return;
        }
        List<String> unannounced = new ArrayList<>();
        config.table("durable_objects")
                .ifPresent(objects -> objects.tables("bindings").forEach(t -> {
                    String name = t.text("class_name").orElse("");
                    if (!t.has("script_name")
                            && !name.isEmpty()
                            && !lifecycle.exports().has(name)) {
                        unannounced.add(name);
                    }
                }));
        if (!unannounced.isEmpty()) {
            config.warn(
                    "durable_objects",
                    "no migration and no export announces " + Table.quoted(unannounced) + "; add [exports."
                            + unannounced.get(0) + "] with type = \"durable-object\" and storage = \"sqlite\"");
        }
    }

    /** The Workflows that this Worker owns: those without a foreign script, and those among the exports. */
    List<WorkflowDefinition> workflows() {
        List<WorkflowDefinition> owned = new ArrayList<>();
        Map<String, NodePath> names = new HashMap<>();
        for (Table t : config.tables("workflows")) {
            String name = workflowName(t);
            NodePath earlier = names.putIfAbsent(name, t.path());
            if (earlier != null && !name.isEmpty()) {
                t.error("name", t.path() + " and " + earlier + " are both the workflow \"" + name + "\"");
            }
            boolean foreign = t.text("script_name").isPresent();
            List<String> options = WORKFLOW_OPTIONS.stream().filter(t::has).toList();
            if (foreign && !options.isEmpty()) {
                t.error(
                        options.get(0),
                        t.path(options.get(0)) + " belongs in the config of the Worker that owns the workflow");
            }
            checkWorkflowOptions(t);
            t.ignoring("binding", "class_name", "remote").warnUnknown();
            if (!foreign) {
                owned.add(new WorkflowDefinition(
                        name,
                        t.text("class_name").orElse(""),
                        t.node().deepCopy().retain(WORKFLOW_OPTIONS)));
            }
        }
        config.object("exports")
                .ifPresent(all -> all.properties().forEach(e -> {
                    if (e.getValue() instanceof ObjectNode o
                            && "workflow".equals(o.path("type").asText())) {
                        owned.add(new WorkflowDefinition(
                                o.path("name").asText(),
                                e.getKey(),
                                o.deepCopy().retain(WORKFLOW_OPTIONS)));
                    }
                }));
        return owned;
    }

    private static String workflowName(Table t) {
        String name = t.required("name");
        if (!name.isEmpty() && !WORKFLOW_NAME.matcher(name).matches()) {
            t.error(
                    "name",
                    t.path("name") + " \"" + name + "\" is no workflow name: at most 64 of letters, digits, _ and -, "
                            + "not starting with -");
        }
        return name;
    }

    private static void checkWorkflowOptions(Table t) {
        t.table("limits").ifPresent(limits -> {
            positive(limits, "steps");
            limits.number("steps")
                    .filter(n -> n.asLong() > 25_000)
                    .ifPresent(n -> limits.warn(
                            "steps", limits.path("steps") + " is beyond the 25,000 steps that Cloudflare allows"));
            limits.warnUnknown();
        });
        t.table("concurrency").ifPresent(concurrency -> {
            positive(concurrency, "limit");
            concurrency.warnUnknown();
        });
        t.table("default_retention").ifPresent(retention -> {
            for (String key : List.of("success_retention", "error_retention")) {
                retention
                        .any(key)
                        .filter(v -> !(v.isTextual() && !v.textValue().isEmpty()) && !isPositive(v))
                        .ifPresent(v ->
                                retention.findings().wrongType(retention.path(key), "a duration or milliseconds", v));
            }
            retention.warnUnknown();
        });
        t.any("schedules").ifPresent(v -> {
            boolean text = v.isTextual() && !v.textValue().isEmpty();
            boolean list = v.isArray() && v.size() > 0;
            for (JsonNode item : v) {
                list &= item.isTextual() && !item.textValue().isEmpty();
            }
            if (!text && !list) {
                t.findings().wrongType(t.path("schedules"), "a cron expression or a list of them", v);
            }
        });
        t.choice("jurisdiction", List.of("eu", "fedramp", "us"));
    }

    private static void positive(Table t, String key) {
        t.any(key)
                .filter(v -> !isPositive(v))
                .ifPresent(v -> t.findings().wrongType(t.path(key), "a whole number above 0", v));
    }

    private static boolean isPositive(JsonNode value) {
        return value.isIntegralNumber() && value.asLong() > 0;
    }
}
