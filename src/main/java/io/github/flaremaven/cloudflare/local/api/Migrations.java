package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.state.Script;
import io.github.flaremaven.cloudflare.local.state.Script.ObjectClass;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Applies the Durable Object migrations of an upload. */
final class Migrations {
    private Migrations() {}

    /**
     * The Worker with its classes changed.
     *
     * @param migrations the metadata's field
     * @throws ApiError when the tag is not the one that the upload expects, or a step does not fit
     */
    static Script apply(Script script, JsonNode migrations) {
        if (!migrations.isObject()) {
            return script;
        }
        Optional<String> expected = Json.text(migrations, "old_tag");
        if (!expected.equals(script.migrationTag())) {
            throw new ApiError(
                    412,
                    10079,
                    "Actor migration tag precondition failed, got tag '" + expected.orElse("")
                            + "' when expected tag is '" + script.migrationTag().orElse("") + "'.");
        }
        Map<String, ObjectClass> classes = new HashMap<>(script.objectClasses());
        migrations.path("steps").forEach(step -> step(script, step, classes));
        return script.withMigration(Json.text(migrations, "new_tag"), classes);
    }

    private static void step(Script script, JsonNode step, Map<String, ObjectClass> classes) {
        Json.texts(step, "new_classes").forEach(name -> create(script, name, false, classes));
        Json.texts(step, "new_sqlite_classes").forEach(name -> create(script, name, true, classes));
        Json.items(step, "renamed_classes").forEach(rename -> {
            ObjectClass moved = remove(rename.path("from").asText(), "renamed_classes", classes);
            classes.put(rename.path("to").asText(), moved);
        });
        Json.texts(step, "deleted_classes").forEach(name -> remove(name, "deleted_classes", classes));
    }

    private static void create(Script script, String name, boolean sqlite, Map<String, ObjectClass> classes) {
        if (classes.containsKey(name)) {
            throw new ApiError(
                    400,
                    10074,
                    "Cannot apply new-class migration to class '" + name
                            + "' that is already depended on by existing Durable Objects.");
        }
        // A class that is deleted and made anew starts empty, so its key must differ from the old one's.
        classes.put(
                name,
                new ObjectClass(
                        script.tag() + "-" + name + "-" + Platform.newTag().substring(0, 8), sqlite));
    }

    private static ObjectClass remove(String name, String kind, Map<String, ObjectClass> classes) {
        ObjectClass removed = classes.remove(name);
        if (removed == null) {
            throw new ApiError(400, 10070, "Cannot apply " + kind + " migration to non-existent class " + name + ".");
        }
        return removed;
    }
}
