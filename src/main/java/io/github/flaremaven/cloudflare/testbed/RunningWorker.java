package io.github.flaremaven.cloudflare.testbed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import io.github.flaremaven.cloudflare.local.LocalAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A Worker that tests can reach.
 *
 * @param name in the embedded account
 * @param environment of its config; absent for the top level
 * @param url where it answers, alone
 * @param apiBase the API of the account
 * @param workersPort where all Workers of the account answer
 */
public record RunningWorker(String name, Optional<String> environment, URI url, URI apiBase, int workersPort) {
    /** The folder below {@code target/cloudflare} in which {@code cloudflare:start} keeps its state. */
    public static final String FOLDER = "started";

    private static final String FILE = "worker.json";

    /** Tells other processes, in the folder of a {@link TestBed}. */
    public void write(Path folder) {
        ObjectNode json = Json.object().put("worker", name).put("url", url.toString());
        environment.ifPresent(e -> json.put("environment", e));
        try {
            Files.writeString(folder.resolve(FILE), Json.pretty(json));
        } catch (IOException e) {
            throw new ToolFailure("the folder " + folder + " cannot be written to: " + e, e);
        }
        new LocalAddress(apiBase, workersPort, ProcessHandle.current().pid()).write(folder);
    }

    /** The one that another process runs and told; one that ended without a word does not count. */
    public static Optional<RunningWorker> find(Path folder) {
        return LocalAddress.find(folder).flatMap(address -> {
            try {
                JsonNode json = Json.parse(Files.readString(folder.resolve(FILE)));
                return Optional.of(new RunningWorker(
                        json.path("worker").asText(),
                        Json.text(json, "environment"),
                        URI.create(json.path("url").asText()),
                        address.apiBase(),
                        address.workersPort()));
            } catch (IOException | UncheckedIOException e) {
                return Optional.empty();
            }
        });
    }
}
