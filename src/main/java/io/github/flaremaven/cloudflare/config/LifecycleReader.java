package io.github.flaremaven.cloudflare.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.config.model.Lifecycle;
import io.github.flaremaven.cloudflare.config.model.Lifecycle.Migration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads how the classes of Durable Objects come and go. */
final class LifecycleReader {
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]*");
    private static final List<String> EXPORT_TYPES = List.of("worker", "durable-object", "workflow");
    private static final Set<String> LIVE_STATES = Set.of("created", "expecting-transfer");

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
        if (lifecycle.migrations().isEmpty()) {
            checkLocalClasses(lifecycle.exports());
        }
        return lifecycle;
    }

    private List<Migration> migrations() {
        List<Migration> migrations = new ArrayList<>();
        for (Table t : config.tables("migrations")) {
            String tag = t.required("tag");
            t.texts("new_classes");
            t.texts("new_sqlite_classes");
            t.texts("deleted_classes");
            t.tables("renamed_classes").forEach(pair -> checkTexts(pair, "from", "to"));
            t.tables("transferred_classes").forEach(pair -> checkTexts(pair, "from", "from_script", "to"));
            t.warnUnknown();
            migrations.add(new Migration(tag, t.json().without(List.of("tag"))));
        }
        return migrations;
    }

    /** Migrations are applied in order, so each must fit what the ones before it left. */
    void replayMigrations() {
        Set<String> classes = new HashSet<>();
        for (Table t : config.tables("migrations")) {
            for (String name : t.texts("deleted_classes")) {
                if (!classes.remove(name)) {
                    misfit(t, "deleted_classes", "deletes the class " + name + ", which does not exist by then");
                }
            }
            for (Table pair : t.tables("renamed_classes")) {
                String from = pair.text("from").orElse("");
                if (!classes.remove(from)) {
                    misfit(t, "renamed_classes", "renames the class " + from + ", which does not exist by then");
                }
                classes.add(pair.text("to").orElse(""));
            }
            t.tables("transferred_classes")
                    .forEach(pair -> classes.add(pair.text("to").orElse("")));
            for (String key : List.of("new_classes", "new_sqlite_classes")) {
                for (String name : t.texts(key)) {
                    if (!classes.add(name)) {
                        misfit(t, key, "creates the class " + name + ", which exists already");
                    }
                }
            }
        }
    }

    private static void misfit(Table migration, String key, String what) {
        migration.error(key, migration.path() + " " + what);
    }

    private static void checkTexts(Table pair, String... keys) {
        for (String key : keys) {
            pair.required(key);
        }
        pair.warnUnknown();
    }

    /** The exports in the order in which the API gets them: Workers, then Durable Objects, then Workflows. */
    private ObjectNode exports() {
        ObjectNode sorted = Json.object();
        config.table("exports").ifPresent(all -> {
            all.keys().forEach(name -> all.table(name).ifPresent(export -> check(name, export)));
            for (String type : EXPORT_TYPES) {
                all.json().properties().stream()
                        .filter(e -> type.equals(e.getValue().path("type").asText()))
                        .forEach(e -> sorted.set(e.getKey(), e.getValue()));
            }
        });
        return sorted;
    }

    /** Workflows among the exports are checked by the {@link WorkflowReader}. */
    private void check(String name, Table t) {
        t.requiredText("type");
        String type = t.choice("type", EXPORT_TYPES).orElse("");
        if (type.equals("durable-object")) {
            durableObject(t, name);
        } else if (type.equals("worker")) {
            t.table("cache").ifPresent(cache -> {
                cache.requiredFlag("enabled");
                cache.warnUnknown();
            });
            t.warnUnknown();
        }
    }

    private void durableObject(Table t, String className) {
        if (className.isEmpty()) {
            findings.error(t.path(), "the name of a class under \"exports\" must not be empty");
        }
        t.choice("state", List.of("created", "deleted", "renamed", "transferred", "expecting-transfer"));
        String state = state(t.json());
        List<String> keys = switch (state) {
            case "renamed" -> List.of("type", "state", "renamed_to");
            case "transferred" -> List.of("type", "state", "transferred_to");
            case "expecting-transfer" -> List.of("type", "state", "storage", "transfer_from", "container");
            case "deleted" -> List.of("type", "state");
            default -> List.of("type", "state", "storage", "container");
        };
        t.keys().stream()
                .filter(key -> !keys.contains(key))
                .forEach(key -> t.error(
                        key,
                        "\"" + key + "\" has no place in " + t.path() + " (state " + state + ")"
                                + Nearest.hint(key, keys)));
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
            case "expecting-transfer" -> {
                t.required("transfer_from");
                storage(t);
            }
            default -> storage(t);
        }
    }

    private static void storage(Table t) {
        t.requiredText("storage");
        Optional<String> storage = t.choice("storage", List.of("sqlite", "legacy-kv"));
        if (t.nonEmptyText("container").isPresent() && storage.equals(Optional.of("legacy-kv"))) {
            t.error("container", t.path("container") + " needs storage = \"sqlite\"");
        }
    }

    private static String state(JsonNode export) {
        return Json.text(export, "state").orElse("created");
    }

    /** Every class that a binding of this Worker names must be announced somewhere, or the API does not know it. */
    private void checkLocalClasses(ObjectNode exports) {
        List<String> unannounced =
                config.table("durable_objects").map(o -> o.tables("bindings")).orElse(List.of()).stream()
                        .filter(t -> t.text("script_name").orElse("").isEmpty())
                        .flatMap(t -> t.text("class_name").stream())
                        .filter(name -> !name.isEmpty() && !isLive(exports.path(name)))
                        .distinct()
                        .toList();
        if (!unannounced.isEmpty()) {
            config.warn(
                    "durable_objects",
                    "no migration and no export announces " + Table.quoted(unannounced) + "; add [exports."
                            + unannounced.get(0) + "] with type = \"durable-object\" and storage = \"sqlite\"");
        }
    }

    private static boolean isLive(JsonNode export) {
        return export.path("type").asText().equals("durable-object") && LIVE_STATES.contains(state(export));
    }
}
