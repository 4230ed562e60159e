package io.github.flaremaven.cloudflare.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.net.HttpDate;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code caches} as Workers see it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CacheTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final String CODE = """
            export default {
              async fetch(request, env) {
                const { operation, url, name, headers, status, body, size } = await request.json();
                const cache = name ? await caches.open(name) : caches.default;
                try {
                  if (operation === "put") {
                    const text = size === undefined ? body : "x".repeat(size);
                    await cache.put(url, new Response(text, { status, headers }));
                    return Response.json({ result: null });
                  }
                  if (operation === "delete") return Response.json({ result: await cache.delete(url) });
                  const found = await cache.match(new Request(url, { headers }));
                  return Response.json({ result: found === undefined ? null : {
                    status: found.status, headers: Object.fromEntries(found.headers), body: await found.text() } });
                } catch (e) {
                  return Response.json({ error: String(e) });
                }
              },
            };
            """;

    private final TestClock clock = new TestClock(NOW);
    private final AtomicInteger addresses = new AtomicInteger();
    private TestCloudflare cloudflare;
    private Path state;
    private String url;

    @BeforeAll
    void start(@TempDir Path folder) {
        state = folder.resolve("state");
        open();
        cloudflare.api().deploy("one", WorkerUpload.module(CODE));
        cloudflare.api().deploy("two", WorkerUpload.module(CODE));
    }

    private void open() {
        cloudflare = TestCloudflare.start(state, clock);
    }

    @AfterAll
    void stop() {
        cloudflare.close();
    }

    @BeforeEach
    void address() {
        url = "https://example.com/page-" + addresses.incrementAndGet() + "?q=1";
    }

    private JsonNode ask(String worker, ObjectNode body) {
        HttpResponse<String> response = cloudflare
                .api()
                .send(
                        cloudflare
                                .api()
                                .request(worker + ".localhost", "/")
                                .POST(BodyPublishers.ofString(Json.compact(body)))
                                .build(),
                        BodyHandlers.ofString());
        JsonNode answer = Json.parse(response.body());
        assertThat(answer.has("result")).as(response.body()).isTrue();
        return answer.path("result");
    }

    private ObjectNode operation(String name) {
        return Json.object().put("operation", name).put("url", url);
    }

    private void put(String body, String headers) {
        put(200, body, headers);
    }

    private void put(int status, String body, String headers) {
        ObjectNode put = operation("put").put("body", body).put("status", status);
        put.set("headers", Json.parse(headers));
        ask("one", put);
    }

    private JsonNode match(String headers) {
        ObjectNode match = operation("match");
        match.set("headers", Json.parse(headers));
        return ask("one", match);
    }

    private boolean isKept() {
        return !match("{}").isNull();
    }

    @Test
    void whatIsPutIsFound() {
        assertThat(isKept()).isFalse();
        put("höwdy", "{\"cache-control\": \"max-age=60\", \"x-a\": \"1\", \"content-type\": \"text/x\"}");
        clock.advance(Duration.ofSeconds(5));
        JsonNode found = match("{}");
        assertThat(found.path("body").asText()).isEqualTo("höwdy");
        assertThat(found.path("status").asInt()).isEqualTo(200);
        assertThat(found.path("headers").path("x-a").asText()).isEqualTo("1");
        assertThat(found.path("headers").path("content-type").asText()).isEqualTo("text/x");
        assertThat(found.path("headers").path("cf-cache-status").asText()).isEqualTo("HIT");
        assertThat(found.path("headers").path("age").asText()).isEqualTo("5");
        put("another", "{\"cache-control\": \"max-age=60\"}");
        assertThat(match("{}").path("body").asText()).isEqualTo("another");
        assertThat(ask("two", operation("match")).path("body").asText())
                .as("another Worker")
                .isEqualTo("another");
    }

    @Test
    void itEndsAtItsTime() {
        put("v", "{\"cache-control\": \"max-age=60\"}");
        clock.advance(Duration.ofSeconds(59));
        assertThat(isKept()).isTrue();
        clock.advance(Duration.ofSeconds(1));
        assertThat(isKept()).isFalse();
        put("v", "{\"cache-control\": \"max-age=1, s-maxage=60\"}");
        clock.advance(Duration.ofSeconds(59));
        assertThat(isKept()).isTrue();
        put("v", "{\"expires\": \"" + HttpDate.format(clock.instant().plusSeconds(60)) + "\"}");
        clock.advance(Duration.ofSeconds(59));
        assertThat(isKept()).isTrue();
        clock.advance(Duration.ofSeconds(2));
        assertThat(isKept()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            200 | {"cache-control": "no-store"}                       | false
            200 | {"cache-control": "private"}                        | false
            200 | {"cache-control": "private, max-age=60"}            | false
            200 | {"cache-control": "no-cache"}                       | false
            200 | {"cache-control": "max-age=0"}                      | false
            200 | {"cache-control": "s-maxage=0, max-age=60"}         | false
            200 | {"cache-control": "max-age=60", "age": "60"}        | false
            200 | {"cache-control": "max-age=60", "age": "59"}        | true
            200 | {"cache-control": "max-age=60", "set-cookie": "a=b"} | false
            200 | {"expires": "0"}                                    | false
            200 | {}                                                  | true
            404 | {}                                                  | true
            500 | {}                                                  | false
            500 | {"cache-control": "max-age=60"}                     | true
            200 | {"cache-control": "max-age=60", "vary": "accept"}   | true
            """)
    void headersDecide(int status, String headers, boolean kept) {
        put(status, "v", headers);
        assertThat(isKept()).isEqualTo(kept);
    }

    @Test
    void aPrivateCookieIsLeftOut() {
        put("v", "{\"cache-control\": \"private=Set-Cookie, max-age=60\", \"set-cookie\": \"a=b\"}");
        JsonNode found = match("{}");
        assertThat(found.path("body").asText()).isEqualTo("v");
        assertThat(found.path("headers").has("set-cookie")).isFalse();
    }

    @Test
    void whatIsDeletedIsGone() {
        put("v", "{\"cache-control\": \"max-age=60\"}");
        assertThat(ask("one", operation("delete")).asBoolean()).isTrue();
        assertThat(isKept()).isFalse();
        assertThat(ask("one", operation("delete")).asBoolean()).isFalse();
    }

    @Test
    void addressesAndNamedCachesAreKeptApart() {
        put("v", "{\"cache-control\": \"max-age=60\"}");
        assertThat(ask("one", operation("match").put("name", "other")).isNull()).isTrue();
        assertThat(ask("one", operation("match").put("url", url + "2")).isNull())
                .isTrue();
        assertThat(ask("one", operation("match").put("url", url.replace("https", "http")))
                        .isNull())
                .isTrue();
        assertThat(ask("one", operation("match").put("url", url.replace("example.com", "example.org")))
                        .isNull())
                .isTrue();
        ObjectNode named = operation("put").put("name", "other").put("body", "named");
        named.set("headers", Json.parse("{\"cache-control\": \"max-age=60\"}"));
        ask("one", named);
        assertThat(ask("one", operation("match").put("name", "other"))
                        .path("body")
                        .asText())
                .isEqualTo("named");
        assertThat(match("{}").path("body").asText()).isEqualTo("v");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://example.com/100%", "https://example.com/a%2Fb?q=%zz+%20&x", "http://example.com:81/é/🔑"
            })
    void addressesMayBeOdd(String odd) {
        url = odd;
        put("v", "{\"cache-control\": \"max-age=60\"}");
        assertThat(match("{}").path("body").asText()).isEqualTo("v");
        assertThat(ask("one", operation("delete")).asBoolean()).isTrue();
    }

    @Test
    void partsAndKnownOnesAreAnsweredFromTheCache() {
        put("0123456789", """
                {"cache-control": "max-age=60", "etag": "\\"abc\\"", "last-modified": "Fri, 06 Nov 2026 12:00:00 GMT"}""");
        JsonNode part = match("{\"range\": \"bytes=2-4\"}");
        assertThat(part.path("status").asInt()).isEqualTo(206);
        assertThat(part.path("body").asText()).isEqualTo("234");
        assertThat(part.path("headers").path("content-range").asText()).isEqualTo("bytes 2-4/10");
        assertThat(match("{\"range\": \"bytes=10-\"}").path("status").asInt()).isEqualTo(416);
        assertThat(match("{\"if-none-match\": \"\\\"x\\\", W/\\\"abc\\\"\"}")
                        .path("status")
                        .asInt())
                .isEqualTo(304);
        assertThat(match("{\"if-none-match\": \"\\\"x\\\"\"}").path("status").asInt())
                .isEqualTo(200);
        assertThat(match("{\"if-modified-since\": \"Fri, 06 Nov 2026 12:00:00 GMT\"}")
                        .path("status")
                        .asInt())
                .isEqualTo(304);
        assertThat(match("{\"if-modified-since\": \"Fri, 06 Nov 2026 11:59:59 GMT\"}")
                        .path("body")
                        .asText())
                .isEqualTo("0123456789");
    }

    @Test
    void bodiesMayBeEmptyOrLarge() {
        put("", "{\"cache-control\": \"max-age=60\"}");
        assertThat(match("{}").path("body").asText("-")).isEmpty();
        ObjectNode put = operation("put").put("size", 9_000_000);
        put.set("headers", Json.parse("{\"cache-control\": \"max-age=60\"}"));
        ask("one", put);
        assertThat(match("{}").path("body").asText()).isEqualTo("x".repeat(9_000_000));
    }

    @Test
    void aRestartForgets() {
        put("v", "{\"cache-control\": \"max-age=60\"}");
        assertThat(isKept()).isTrue();
        cloudflare.close();
        open();
        assertThat(isKept()).isFalse();
    }
}
