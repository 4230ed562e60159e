package io.github.flaremaven.cloudflare.local.assets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.config.model.Assets.RunWorkerFirst;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A site and the requests made to it.
 *
 * @param config the JSON that workerd's {@code assets} service takes, with {@code date} and {@code flags} for what
 *     belongs to the service itself, and {@code worker} when there is a Worker
 */
record OracleCase(ObjectNode config, List<Request> requests) {
    /** The files of every site; the content of each is its path. */
    static final List<String> FILES = List.of(
            "/index.html",
            "/404.html",
            "/about.html",
            "/blog/index.html",
            "/blog/post.html",
            "/blog/404.html",
            "/both.html",
            "/both/index.html",
            "/file",
            "/file.html",
            "/x/index",
            "/x/index.html",
            "/x.html",
            "/a.html/index.html",
            "/data.json",
            "/sub/deep/page.html",
            "/sub/deep/404.html",
            "/sp ace.html",
            "/é.html",
            "/at@sign.txt",
            "/UPPER.html",
            "/dots.tar.gz",
            "/q/index.txt",
            "/docs.html",
            "/docs/guide/index.html",
            "/percent%41.txt",
            "/style.css");

    /**
     * One request and the answer to it.
     *
     * @param headers values by name; {@code $ETAG} stands for the entity tag of the file
     */
    record Request(String method, String target, String host, Map<String, String> headers, String answer) {
        static Request of(JsonNode node) {
            Map<String, String> headers = new TreeMap<>();
            node.path("headers")
                    .properties()
                    .forEach(h -> headers.put(h.getKey(), h.getValue().textValue()));
            return new Request(
                    Json.text(node, "method").orElse("GET"),
                    Json.text(node, "target").orElseThrow(),
                    Json.text(node, "host").orElse("example.com"),
                    headers,
                    Json.text(node, "answer").orElse(""));
        }

        Request answered(String newAnswer) {
            return new Request(method, target, host, headers, newAnswer);
        }

        ObjectNode json() {
            ObjectNode node = Json.object();
            if (!method.equals("GET")) {
                node.put("method", method);
            }
            node.put("target", target);
            if (!host.equals("example.com")) {
                node.put("host", host);
            }
            if (!headers.isEmpty()) {
                headers.forEach(node.putObject("headers")::put);
            }
            return node.put("answer", answer);
        }
    }

    boolean hasWorker() {
        return config.path("worker").booleanValue();
    }

    String date() {
        return Json.text(config, "date").orElse("2026-01-01");
    }

    List<String> flags() {
        return Json.texts(config, "flags");
    }

    /** What the service is given as its {@code config}. */
    ObjectNode serviceConfig() {
        return config.deepCopy().without(List.of("worker", "date", "flags"));
    }

    AssetRouter router() {
        Optional<RunWorkerFirst> first = Optional.ofNullable(config.get("run_worker_first"))
                .map(value -> value.isBoolean()
                        ? new RunWorkerFirst.Always(value.booleanValue())
                        : new RunWorkerFirst.Rules(Json.texts(config, "run_worker_first")));
        AssetConfig assets = new AssetConfig(
                Json.text(config, "html_handling")
                        .map(v -> HtmlHandling.of(v).orElseThrow())
                        .orElse(HtmlHandling.AUTO_TRAILING_SLASH),
                Json.text(config, "not_found_handling")
                        .map(v -> NotFoundHandling.of(v).orElseThrow())
                        .orElse(NotFoundHandling.NONE),
                Json.text(config, "base_path").orElse("/"),
                first,
                AssetConfig.navigationPrefersAssets(date(), flags()),
                Json.text(config, "headers"),
                Json.text(config, "redirects"));
        return new AssetRouter(
                assets, path -> FILES.contains(path) ? Optional.of(OracleAnswer.asset(path)) : Optional.empty());
    }

    /** The cases about rules: one JSON object a line. */
    static List<OracleCase> rules() {
        return text("rules.jsonl").lines().map(OracleCase::parse).toList();
    }

    static OracleCase parse(String line) {
        JsonNode node = Json.parse(line);
        return new OracleCase(
                (ObjectNode) node.get("config"),
                Json.items(node, "requests").map(Request::of).toList());
    }

    String line() {
        ObjectNode node = Json.object();
        node.set("config", config);
        ArrayNode list = node.putArray("requests");
        requests.forEach(request -> list.add(request.json()));
        return Json.compact(node);
    }

    static String text(String resource) {
        try (InputStream in = Objects.requireNonNull(OracleCase.class.getResourceAsStream(resource), resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
