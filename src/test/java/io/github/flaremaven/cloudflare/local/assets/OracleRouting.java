package io.github.flaremaven.cloudflare.local.assets;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.assets.OracleCase.Request;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The cases about paths: every combination of html handling and not-found handling, with and without a Worker, each with
 * the same requests. A line of their resource has a request, a tab and its answers, each with a bit for every site.
 */
final class OracleRouting {
    private static final List<String> STEMS = List.of(
            "",
            "/about",
            "/blog",
            "/blog/post",
            "/both",
            "/file",
            "/x",
            "/x/index",
            "/a.html",
            "/data.json",
            "/sub",
            "/sub/deep",
            "/sub/deep/page",
            "/sp%20ace",
            "/%C3%A9",
            "/at@sign.txt",
            "/at%40sign.txt",
            "/UPPER",
            "/upper",
            "/dots.tar.gz",
            "/q",
            "/q/index.txt",
            "/docs",
            "/docs/guide",
            "/nope",
            "/nope/deep",
            "/blog/nope",
            "/sub/deep/nope",
            "/%2e%2E/about",
            "/blog/../about",
            "/%zz",
            "/blog%2Fpost",
            "/percent%41.txt",
            "/percent%2541.txt",
            "/404",
            "/blog/404");

    private static final List<String> SUFFIXES =
            List.of("", "/", ".html", "/index", "/index.html", "//", "/index/", ".html/", "/index.html/");

    private OracleRouting() {}

    /** GET and POST for 324 paths. */
    static List<Request> requests() {
        List<Request> requests = new ArrayList<>();
        for (String stem : STEMS) {
            for (String suffix : SUFFIXES) {
                String path = stem.isEmpty() && !suffix.startsWith("/") ? "/" + suffix + "?q=1" : stem + suffix;
                for (String method : List.of("GET", "POST")) {
                    requests.add(new Request(method, path, "example.com", Map.of(), ""));
                }
            }
        }
        return requests;
    }

    /** The sites, without requests. */
    static List<OracleCase> sites() {
        List<OracleCase> sites = new ArrayList<>();
        for (boolean worker : new boolean[] {false, true}) {
            for (HtmlHandling html : HtmlHandling.values()) {
                for (NotFoundHandling notFound : NotFoundHandling.values()) {
                    ObjectNode config = Json.object()
                            .put("html_handling", html.text())
                            .put("not_found_handling", notFound.text())
                            .put("worker", worker);
                    sites.add(new OracleCase(config, List.of()));
                }
            }
        }
        return sites;
    }

    static String key(Request request) {
        return request.method() + " " + request.target();
    }

    /**
     * @param answers one for each site
     */
    static String line(Request request, List<String> answers) {
        Map<String, Integer> bits = new LinkedHashMap<>();
        for (int i = 0; i < answers.size(); i++) {
            bits.merge(answers.get(i), 1 << i, (a, b) -> a | b);
        }
        return key(request) + "\t"
                + bits.entrySet().stream()
                        .map(answer -> Integer.toHexString(answer.getValue()) + "=" + answer.getKey())
                        .collect(Collectors.joining("\t"));
    }

    /** The answers by request, one for each site. */
    static Map<String, List<String>> answers() {
        int sites = sites().size();
        Map<String, List<String>> answers = new LinkedHashMap<>();
        OracleCase.text("routing.txt").lines().forEach(line -> {
            List<String> parts = List.of(line.split("\t", -1));
            String[] bySite = new String[sites];
            for (String part : parts.subList(1, parts.size())) {
                int equals = part.indexOf('=');
                int bits = Integer.parseInt(part.substring(0, equals), 16);
                for (int i = 0; i < sites; i++) {
                    if ((bits & (1 << i)) != 0) {
                        bySite[i] = part.substring(equals + 1);
                    }
                }
            }
            answers.put(parts.get(0), List.of(bySite));
        });
        return answers;
    }
}
