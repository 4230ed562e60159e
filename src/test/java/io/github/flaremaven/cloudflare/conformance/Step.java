package io.github.flaremaven.cloudflare.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One thing that both do to a project, side by side.
 *
 * @param wrangler arguments
 * @param plugin goals and properties
 * @param files to be replaced beforehand: the file, and the file of the project whose content it gets; an empty name
 *     deletes it
 * @param environment variables for both
 * @param end how wrangler is to end; the plugin ends alike
 */
record Step(
        List<String> wrangler,
        List<String> plugin,
        Map<String, String> files,
        Map<String, String> environment,
        End end) {
    /** How wrangler ends. */
    enum End {
        WELL,
        REFUSED,
        /** It depends on the machine; both end alike. */
        EITHER
    }

    private static final String TAG = "conformance";
    private static final String MESSAGE = "the same for both";

    /** Uploads get the same tag and message from both, unless {@code annotated} says no. */
    static Step read(JsonNode json) {
        List<String> wrangler = words(json, "wrangler", "deploy");
        List<String> plugin = words(json, "plugin", "deploy");
        boolean uploads = List.of("deploy", "versions").contains(wrangler.get(0)) && !wrangler.contains("list");
        if (uploads && json.path("annotated").asBoolean(true)) {
            wrangler.addAll(List.of("--tag", TAG, "--message", MESSAGE));
            plugin.addAll(List.of("-Dcloudflare.tag=" + TAG, "-Dcloudflare.message=" + MESSAGE));
        }
        return new Step(
                List.copyOf(wrangler),
                List.copyOf(plugin),
                texts(json.path("files")),
                texts(json.path("environment")),
                End.valueOf(json.path("end").asText("well").toUpperCase(Locale.ROOT)));
    }

    /** Separated by blanks; a list where an argument has one. */
    private static List<String> words(JsonNode json, String field, String otherwise) {
        JsonNode given = json.path(field);
        return given.isArray()
                ? new ArrayList<>(Json.texts(json, field))
                : new ArrayList<>(List.of(given.asText(otherwise).split(" ")));
    }

    private static Map<String, String> texts(JsonNode json) {
        Map<String, String> texts = new TreeMap<>();
        json.properties().forEach(e -> texts.put(e.getKey(), e.getValue().asText()));
        return texts;
    }
}
