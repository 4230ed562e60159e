package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.state.Script;
import io.github.flaremaven.cloudflare.local.state.Script.ObjectClass;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Applies the Durable Object classes that an upload declares under {@code exports}, the other way beside migrations. */
final class ObjectExports {
    private static final String TYPE = "durable-object";

    private ObjectExports() {}

    /** Whether the upload declares any. */
    static boolean areIn(JsonNode metadata) {
        return metadata.path("exports").properties().stream()
                .anyMatch(e -> e.getValue().path("type").asText().equals(TYPE));
    }

    /**
     * Makes the Worker's classes what the upload says.
     *
     * @throws ApiError 100402 for what cannot be reconciled
     */
    static Script apply(Script script, JsonNode metadata) {
        Map<String, ObjectClass> classes = new HashMap<>(script.objectClasses());
        for (Map.Entry<String, JsonNode> entry : metadata.path("exports").properties()) {
            JsonNode export = entry.getValue();
            if (export.path("type").asText().equals(TYPE)) {
                apply(entry.getKey(), export, classes);
            }
        }
        return script.withMigration(script.migrationTag(), classes);
    }

    private static void apply(String name, JsonNode export, Map<String, ObjectClass> classes) {
        switch (export.path("state").asText("created")) {
            case "created" -> {
                boolean sqlite = export.path("storage").asText().equals("sqlite");
                ObjectClass present = classes.computeIfAbsent(name, n -> new ObjectClass(Platform.newTag(), sqlite));
                if (present.sqlite() != sqlite) {
                    throw refused(name, "its storage cannot be changed");
                }
            }
            case "deleted" -> classes.remove(name);
            case "renamed" ->
                Optional.ofNullable(classes.remove(name))
                        .ifPresent(c -> classes.put(
                                Json.text(export, "renamed_to")
                                        .orElseThrow(() -> refused(name, "it is renamed to nothing")),
                                c));
            default -> throw refused(name, "transfers between Workers are not part of the embedded Cloudflare");
        }
    }

    private static ApiError refused(String name, String why) {
        return new ApiError(
                400, 100402, "The Durable Object exports could not be reconciled: class '" + name + "': " + why + ".");
    }
}
