package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.state.Script;
import io.github.flaremaven.cloudflare.local.state.Script.ObjectClass;
import io.github.flaremaven.cloudflare.local.state.Scripts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Applies the Durable Object migrations of an upload. */
final class Migrations {
    private final Scripts scripts;
    private final Map<String, ObjectClass> classes;
    /** Workers that give classes away, changed. */
    private final Map<String, Script> givers = new TreeMap<>();

    private Migrations(Scripts scripts, Map<String, ObjectClass> classes) {
        this.scripts = scripts;
        this.classes = new HashMap<>(classes);
    }

    /**
     * Workers with their classes changed.
     *
     * @param others Workers that gave classes to this one
     */
    record Result(Script script, List<Script> others) {}

    /**
     * Applies them to a Worker.
     *
     * @param metadata of the upload
     * @throws ApiError when the tag is not the one that the upload expects, or a step does not fit
     */
    static Result apply(Script script, JsonNode metadata, Scripts scripts) {
        if (ObjectExports.areIn(metadata)) {
            return new Result(ObjectExports.apply(script, metadata), List.of());
        }
        JsonNode migrations = metadata.path("migrations");
        if (!migrations.isObject()) {
            return new Result(script, List.of());
        }
        Optional<String> expected = Json.text(migrations, "old_tag");
        if (!expected.equals(script.migrationTag())) {
            throw new ApiError(
                    412,
                    10079,
                    "Actor migration tag precondition failed, got tag '" + expected.orElse("")
                            + "' when expected tag is '" + script.migrationTag().orElse("") + "'.");
        }
        Migrations state = new Migrations(scripts, script.objectClasses());
        migrations.path("steps").forEach(step -> state.step(step, metadata));
        return new Result(
                script.withMigration(Json.text(migrations, "new_tag"), state.classes),
                List.copyOf(state.givers.values()));
    }

    private void step(JsonNode step, JsonNode metadata) {
        Json.texts(step, "new_classes").forEach(name -> create(name, "new-class", false));
        Json.texts(step, "new_sqlite_classes").forEach(name -> create(name, "new-sqlite-class", true));
        Json.items(step, "renamed_classes")
                .forEach(rename -> classes.put(
                        rename.path("to").asText(),
                        take(classes, rename.path("from").asText(), "rename-class")));
        Json.items(step, "transferred_classes").forEach(this::transfer);
        Json.texts(step, "deleted_classes").forEach(name -> {
            refuseBinding(name, metadata);
            take(classes, name, "delete-class");
        });
    }

    private void create(String name, String kind, boolean sqlite) {
        if (classes.containsKey(name)) {
            throw new ApiError(
                    400,
                    10074,
                    "Cannot apply " + kind + " migration to class '" + name
                            + "' that is already depended on by existing Durable Objects");
        }
        // A class that is deleted and made anew starts empty, so its key must differ from the old one's.
        classes.put(name, new ObjectClass(Platform.newTag(), sqlite));
    }

    private void transfer(JsonNode transfer) {
        String from = transfer.path("from_script").asText();
        Script giver = Optional.ofNullable(givers.get(from))
                .or(() -> scripts.find(from))
                .orElseThrow(() -> new ApiError(
                        400,
                        10074,
                        "Cannot apply transfer-class migration from script '" + from + "' that does not exist"));
        Map<String, ObjectClass> left = new HashMap<>(giver.objectClasses());
        classes.put(
                transfer.path("to").asText(), take(left, transfer.path("from").asText(), "transfer-class"));
        givers.put(from, giver.withMigration(giver.migrationTag(), left));
    }

    private static void refuseBinding(String className, JsonNode metadata) {
        boolean bound = Json.items(metadata, "bindings")
                .anyMatch(b -> b.path("type").asText().equals("durable_object_namespace")
                        && b.path("class_name").asText().equals(className)
                        && Json.text(b, "script_name").isEmpty());
        if (bound) {
            throw new ApiError(
                    400,
                    10061,
                    "Cannot apply --delete-class migration to class '" + className
                            + "' without also removing the binding that references it.");
        }
    }

    private static ObjectClass take(Map<String, ObjectClass> classes, String name, String kind) {
        ObjectClass taken = classes.remove(name);
        if (taken == null) {
            throw new ApiError(
                    400,
                    10074,
                    "Cannot apply " + kind + " migration to class '" + name
                            + "' which was not exported in the previous version of the script");
        }
        return taken;
    }
}
