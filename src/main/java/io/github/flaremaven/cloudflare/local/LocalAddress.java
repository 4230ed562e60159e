package io.github.flaremaven.cloudflare.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * Where a running embedded Cloudflare is, written into its state folder for the project's other builds.
 *
 * @param workersPort where Workers answer
 * @param process id of the process that runs it
 */
public record LocalAddress(URI apiBase, int workersPort, long process) {
    private static final String FILE = "local.json";
    private static final int CONNECT_MILLIS = 500;

    /** The address of one that runs now; a file that a killed process left behind does not count. */
    public static Optional<LocalAddress> find(Path stateFolder) {
        return read(stateFolder).filter(LocalAddress::isAlive);
    }

    private static Optional<LocalAddress> read(Path stateFolder) {
        try {
            JsonNode json = Json.parse(Files.readString(stateFolder.resolve(FILE)));
            return Optional.of(new LocalAddress(
                    URI.create(json.path("apiBase").asText()),
                    json.path("workersPort").asInt(),
                    json.path("process").asLong()));
        } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Tells others. */
    public void write(Path stateFolder) {
        Path partial = stateFolder.resolve(FILE + ".partial");
        try {
            Files.writeString(
                    partial,
                    Json.pretty(Json.object()
                            .put("apiBase", apiBase.toString())
                            .put("workersPort", workersPort)
                            .put("process", process)));
            Files.move(partial, stateFolder.resolve(FILE), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes the file away again; that of another process stays. */
    public static void remove(Path stateFolder) {
        boolean others = read(stateFolder)
                .filter(a -> a.process() != ProcessHandle.current().pid())
                .isPresent();
        if (others) {
            return;
        }
        try {
            Files.deleteIfExists(stateFolder.resolve(FILE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isAlive() {
        if (ProcessHandle.of(process).filter(ProcessHandle::isAlive).isEmpty()) {
            return false;
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), apiBase.getPort()), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
