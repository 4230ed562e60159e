package io.github.flaremaven.cloudflare.release;

import static io.github.flaremaven.cloudflare.testing.ScriptedServer.error;
import static io.github.flaremaven.cloudflare.testing.ScriptedServer.ok;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.bundle.WorkerBundle;
import io.github.flaremaven.cloudflare.bundle.assets.AssetScanner;
import io.github.flaremaven.cloudflare.bundle.assets.ContentTypes;
import io.github.flaremaven.cloudflare.cloudflare.CloudflareApi;
import io.github.flaremaven.cloudflare.cloudflare.http.TestClient;
import io.github.flaremaven.cloudflare.config.model.Binding;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import io.github.flaremaven.cloudflare.testing.Bundles;
import io.github.flaremaven.cloudflare.testing.ScriptedServer;
import io.github.flaremaven.cloudflare.testing.ScriptedServer.Received;
import io.github.flaremaven.cloudflare.testing.ScriptedServer.Reply;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An account in which the Worker "rec" has one version with all the traffic; a test changes what it needs to. */
final class ScriptedAccount implements AutoCloseable {
    static final String ACCOUNT = "a".repeat(32);
    static final String LIVE = "11111111-1111-4111-8111-111111111111";
    static final String UPLOADED = "22222222-2222-4222-8222-222222222222";

    private static final String BASE = "/accounts/" + ACCOUNT;

    private final ScriptedServer server = ScriptedServer.start();
    private final TestClient client = TestClient.of(server);
    private final RecordingListener listener = new RecordingListener();

    ScriptedAccount() {
        service("{\"tag\":\"t\",\"tags\":[],\"last_deployed_from\":\"wrangler\"}");
        deployments(deployment(LIVE + " 100"));
        liveBindings("[]");
        on("POST /workers/scripts/rec/versions", ok("{\"id\":\"" + UPLOADED + "\",\"number\":2}"));
        on("PUT /workers/scripts/rec", ok("{\"deployment_id\":\"" + UPLOADED.replace("-", "") + "\"}"));
        on(
                "GET /workers/workers/rec",
                ok("{\"subdomain\":{\"enabled\":true,\"previews_enabled\":true,\"url\":\"rec.me.workers.dev\","
                        + "\"preview_url_suffix\":\"-rec.me.workers.dev\"}}"));
        on("POST /workers/scripts/rec/subdomain", ok("{\"enabled\":true,\"previews_enabled\":true}"));
        on("GET /workers/subdomain", ok("{\"subdomain\":\"me\"}"));
        on("GET /queues", ok("[]"));
    }

    /** What the account says about the Worker, given as the {@code script} of its environment. */
    ScriptedAccount service(String script) {
        return on("GET /workers/services/rec", ok("{\"default_environment\":{\"script\":" + script + "}}"));
    }

    ScriptedAccount withoutWorker() {
        on("GET /workers/services/rec", error(404, 10090, "no such Worker"));
        return on("GET /workers/scripts/rec/deployments", error(404, 10007, "no such Worker"));
    }

    /** The bindings of the version that has all the traffic, as the API has them. */
    ScriptedAccount liveBindings(String json) {
        return on(
                "GET /workers/scripts/rec/versions/" + LIVE,
                ok("{\"id\":\"" + LIVE + "\",\"resources\":{\"bindings\":" + json + "}}"));
    }

    /** Newest first. */
    ScriptedAccount deployments(String... deployments) {
        return on("GET /workers/scripts/rec/deployments", deploymentList(deployments));
    }

    static Reply deploymentList(String... deployments) {
        StringBuilder list = new StringBuilder();
        for (int i = 0; i < deployments.length; i++) {
            list.append(i == 0 ? "" : ",")
                    .append(deployments[i].replace("TIME", String.format("2026-11-%02dT00:00:00Z", 20 - i)));
        }
        return ok("{\"deployments\":[" + list + "]}");
    }

    /** A deployment of versions, each as {@code id percentage}. */
    static String deployment(String... shares) {
        StringBuilder versions = new StringBuilder();
        for (String share : shares) {
            String[] parts = share.split(" ", -1);
            versions.append(versions.isEmpty() ? "" : ",")
                    .append("{\"version_id\":\"" + parts[0] + "\",\"percentage\":" + parts[1] + "}");
        }
        return "{\"id\":\"d\",\"created_on\":\"TIME\",\"versions\":[" + versions + "]}";
    }

    /** Scripts a path of the account, or one that begins with {@code /zones}. */
    ScriptedAccount on(String methodAndPath, Reply... replies) {
        server.on(
                methodAndPath.contains(" /zones") ? methodAndPath : methodAndPath.replace(" /", " " + BASE + "/"),
                replies);
        return this;
    }

    ScriptedServer server() {
        return server;
    }

    RecordingListener listener() {
        return listener;
    }

    CloudflareApi api() {
        return new CloudflareApi(client.api(), ACCOUNT);
    }

    Release release(WorkerConfig config, Allowance... allowed) {
        return release(config, Optional.of(Bundles.hello()), List.of(), false, allowed);
    }

    Release release(
            WorkerConfig config,
            Optional<WorkerBundle> bundle,
            List<Binding.SecretText> secrets,
            boolean strict,
            Allowance... allowed) {
        return new Release(
                new ReleaseRequest(
                        config,
                        () -> bundle,
                        Optional.empty(),
                        Annotations.none(),
                        secrets,
                        Set.of(allowed),
                        false,
                        strict,
                        Optional.empty()),
                api(),
                listener,
                () -> new AssetScanner(ContentTypes.load(), Clock.systemUTC()),
                Optional.empty(),
                client.time(),
                client.time());
    }

    /** Method and path with query of every call so far, without the account. */
    List<String> calls() {
        return server.lines().stream().map(l -> l.replace(BASE, "")).toList();
    }

    /** The calls that change something. */
    List<String> writes() {
        return calls().stream()
                .filter(c -> !c.startsWith("GET ") && !c.contains("/changeset"))
                .toList();
    }

    /** The JSON body of the only call of a method and path. */
    JsonNode sent(String methodAndPath) {
        return Json.parse(request(methodAndPath).text());
    }

    /** The only call of a method and path. */
    Received request(String methodAndPath) {
        List<Received> matching = server.received().stream()
                .filter(r ->
                        r.line().replace(BASE, "").replaceFirst("\\?.*", "").equals(methodAndPath))
                .toList();
        if (matching.size() != 1) {
            throw new AssertionError(methodAndPath + " was called " + matching.size() + " times: " + calls());
        }
        return matching.get(0);
    }

    /** The metadata of the only upload. */
    JsonNode metadata(String methodAndPath) {
        Bytes body = request(methodAndPath).body();
        String text = body.text();
        int start = text.indexOf("\r\n\r\n", text.indexOf("name=\"metadata\"")) + 4;
        return Json.parse(text.substring(start, text.indexOf("\r\n--", start)));
    }

    @Override
    public void close() {
        server.close();
    }
}
