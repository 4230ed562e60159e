package io.github.flaremaven.cloudflare.local.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Client certificates with their keys, and certificates of authorities: a file for each. */
public final class Certificates {
    private static final String EXTENSION = ".json";

    private final Path folder;

    /**
     * A certificate, as the API shows it but for the key.
     *
     * @param chain PEM
     * @param key PEM; empty for an authority
     */
    public record Certificate(String id, ObjectNode shown, String chain, String key) {
        /** Whether it is an authority's, which signs others. */
        public boolean isAuthority() {
            return shown.path("ca").asBoolean();
        }
    }

    public Certificates(Path folder) {
        this.folder = folder;
    }

    /** In the order of their ids. */
    public List<Certificate> all() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(EXTENSION))
                    .sorted()
                    .map(Certificates::read)
                    .toList();
        } catch (IOException e) {
            throw new ToolFailure("the certificates in " + folder + " cannot be read: " + e, e);
        }
    }

    public Optional<Certificate> find(String id) {
        return all().stream().filter(c -> c.id().equals(id)).findFirst();
    }

    /** PEM of all authorities. */
    public List<String> authorities() {
        return all().stream()
                .filter(Certificate::isAuthority)
                .map(Certificate::chain)
                .toList();
    }

    /** Keeps one that is new. */
    public void add(Certificate certificate) {
        ObjectNode json = Json.object();
        json.set("shown", certificate.shown());
        json.put("chain", certificate.chain()).put("key", certificate.key());
        StateFolder.write(file(certificate.id()), json);
    }

    public void remove(String id) {
        try {
            Files.deleteIfExists(file(id));
        } catch (IOException e) {
            throw new ToolFailure("the certificate " + file(id) + " cannot be removed: " + e, e);
        }
    }

    private Path file(String id) {
        return folder.resolve(id + EXTENSION);
    }

    private static Certificate read(Path file) {
        try {
            ObjectNode json = (ObjectNode) Json.parse(Files.readString(file));
            ObjectNode shown = (ObjectNode) json.path("shown");
            return new Certificate(
                    shown.path("id").asText(),
                    shown,
                    json.path("chain").asText(),
                    json.path("key").asText());
        } catch (IOException | RuntimeException e) {
            throw new ToolFailure(
                    "the state file " + file + " is damaged: " + e.getMessage()
                            + "; delete it to forget the certificate",
                    e);
        }
    }
}
