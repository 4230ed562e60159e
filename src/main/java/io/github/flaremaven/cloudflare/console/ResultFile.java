package io.github.flaremaven.cloudflare.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** What a goal found or did, for scripts: {@code target/cloudflare/GOAL.json}. The fields are in the site's reference. */
public final class ResultFile {
    /** Version of the schema; it grows when a field changes its meaning or goes. */
    public static final int SCHEMA = 1;

    private ResultFile() {}

    /** Starts a result with what every one has. */
    public static ObjectNode start(String goal) {
        return Json.object().put("schema", SCHEMA).put("goal", goal);
    }

    /** Writes it so that a reader sees the old content or the new one, never half of it. */
    public static void write(Path folder, ObjectNode result) {
        Path file = folder.resolve(result.path("goal").asText() + ".json");
        try {
            Files.createDirectories(folder);
            Path partial = Files.createTempFile(folder, "result", ".partial");
            Files.writeString(partial, Json.pretty(result) + "\n");
            Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new ToolFailure("the result cannot be written to " + file + ": " + e, e);
        }
    }
}
