package io.github.flaremaven.cloudflare.conformance;

import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.EmbeddedCloudflare;
import io.github.flaremaven.cloudflare.local.TestCloudflare;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One of the two: its copy of a project, its account, and what it asked of that. */
final class Side implements AutoCloseable {
    private static final String ACCOUNT = EmbeddedCloudflare.ACCOUNT_ID;
    private static final String WORKER = "export default { fetch() { return new Response('here'); } };";
    private static final String POM = """
            <?xml version="1.0" encoding="UTF-8"?>
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <groupId>com.example</groupId>
              <artifactId>conformance</artifactId>
              <version>1.0.0</version>
              <packaging>pom</packaging>
            </project>
            """;

    private final boolean wrangler;
    private final ConformanceTools tools;
    private final Path folder;
    private final TestCloudflare cloudflare;
    private final RecordingRelay relay;
    private int runs;

    private Side(boolean wrangler, ConformanceTools tools, Path folder, TestCloudflare cloudflare) {
        this.wrangler = wrangler;
        this.tools = tools;
        this.folder = folder;
        this.cloudflare = cloudflare;
        this.relay = RecordingRelay.start(cloudflare.cloudflare().apiBase());
    }

    /** What came of a step. */
    record Outcome(Finished process, List<RecordedCall> calls) {}

    /** {@code folder} is new, and gets the project and the state. */
    static Side open(boolean wrangler, ConformanceProject project, ConformanceTools tools, Path folder) {
        try {
            Path own = folder.resolve(wrangler ? "wrangler" : "plugin");
            Files.createDirectories(own.resolveSibling(""));
            project.copyTo(own);
            if (!wrangler) {
                Files.writeString(own.resolve("pom.xml"), POM);
            }
            TestCloudflare cloudflare =
                    TestCloudflare.start(folder.resolve(own.getFileName() + "-state"), tools.cache());
            Side side = new Side(wrangler, tools, own, cloudflare);
            side.prepare(project);
            return side;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void prepare(ConformanceProject project) {
        for (String worker : project.workers()) {
            String boundary = "----conformance";
            String form = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n"
                    + "{\"main_module\":\"index.js\",\"bindings\":[],\"compatibility_date\":\"2026-01-01\"}\r\n--"
                    + boundary + "\r\nContent-Disposition: form-data; name=\"index.js\"; filename=\"index.js\"\r\n"
                    + "Content-Type: application/javascript+module\r\n\r\n" + WORKER + "\r\n--" + boundary + "--\r\n";
            send("PUT", "/workers/scripts/" + worker, "multipart/form-data; boundary=" + boundary, form);
        }
        for (ConformanceProject.SetupCall call : project.setup()) {
            send(call.method(), call.path(), "application/json", Json.compact(call.body()));
        }
    }

    private void send(String method, String path, String type, String body) {
        URI uri = URI.create(cloudflare.cloudflare().apiBase() + "/accounts/" + ACCOUNT + path);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + EmbeddedCloudflare.TOKEN)
                .header("Content-Type", type)
                .method(method, BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> reply = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
            if (reply.statusCode() >= 400) {
                throw new IllegalStateException(method + " " + path + ": " + reply.body());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Changes files as the step says, runs the program, and gives what it asked. */
    Outcome run(Step step) {
        step.files().forEach(this::replace);
        Map<String, String> environment =
                wrangler ? tools.wranglerEnvironment(relay.base(), ACCOUNT) : tools.mavenEnvironment(ACCOUNT);
        environment.putAll(step.environment());
        List<String> command = new ArrayList<>(wrangler ? tools.wrangler() : tools.maven());
        if (wrangler) {
            command.addAll(step.wrangler());
        } else {
            command.add("-Dcloudflare.apiBaseUrl=" + relay.base());
            command.addAll(tools.mavenArguments(step.plugin()));
        }
        runs++;
        Path log = folder.resolveSibling(folder.getFileName() + "-" + runs + ".log");
        Finished process = Finished.run(command, folder, environment, log);
        return new Outcome(process, relay.take());
    }

    private void replace(String file, String by) {
        try {
            if (by.isEmpty()) {
                Files.delete(folder.resolve(file));
            } else {
                Files.copy(folder.resolve(by), folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        relay.close();
        cloudflare.close();
    }
}
