package io.github.flaremaven.cloudflare.testing;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.cloudflare.CloudflareApi;
import io.github.flaremaven.cloudflare.cloudflare.http.TestClient;
import io.github.flaremaven.cloudflare.local.EmbeddedCloudflare;
import io.github.flaremaven.cloudflare.local.TestCloudflare;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One embedded Cloudflare for all tests of a class, on a state folder of its own. */
public final class Embedded implements BeforeAllCallback, AfterAllCallback {
    private Optional<TestCloudflare> cloudflare = Optional.empty();
    private Optional<Path> state = Optional.empty();

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        Path folder = Files.createTempDirectory("embedded");
        state = Optional.of(folder);
        cloudflare = Optional.of(TestCloudflare.start(folder));
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        cloudflare.ifPresent(TestCloudflare::close);
        if (state.isPresent()) {
            try (Stream<Path> files = Files.walk(state.get())) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    public EmbeddedCloudflare cloudflare() {
        return cloudflare.orElseThrow().cloudflare();
    }

    /** The client's way in. */
    public CloudflareApi api() {
        return new CloudflareApi(TestClient.of(cloudflare().apiBase()).api(), EmbeddedCloudflare.ACCOUNT_ID);
    }

    /** Method, path below the account and status of every call so far. */
    public List<String> calls() {
        return cloudflare.orElseThrow().calls().stream()
                .map(call -> call.replace("/accounts/" + EmbeddedCloudflare.ACCOUNT_ID, ""))
                .toList();
    }

    /** The file in which it keeps records. */
    public JsonNode resources() {
        try {
            return Json.parse(Files.readString(state.orElseThrow().resolve("resources.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
