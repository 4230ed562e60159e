package io.github.flaremaven.cloudflare.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The smaller products, used by Workers and seen through the API. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProductsTest {
    private static final String LOCAL = TestApi.ACCOUNT + "/local";

    private final TestClock clock = new TestClock(Instant.parse("2026-06-01T12:00:00Z"));
    private Path folder;
    private TestCloudflare cloudflare;
    private TestApi api;

    @BeforeAll
    void start(@TempDir Path temporary) {
        folder = temporary.resolve("state");
        cloudflare = TestCloudflare.start(folder, clock);
        api = cloudflare.api();
    }

    @AfterAll
    void stop() {
        cloudflare.close();
    }

    /** The same state in another process of the embedded Cloudflare. */
    private void restart() {
        cloudflare.close();
        cloudflare = TestCloudflare.start(folder, clock);
        api = cloudflare.api();
    }

    /** A Worker that answers with the JSON of an expression, or with the message of the exception that it throws. */
    private static WorkerUpload evaluating(String expression) {
        return WorkerUpload.module("""
                import { EmailMessage } from "cloudflare:email";
                export default {
                  async fetch(request, env, ctx) {
                    const url = new URL(request.url);
                    try {
                      return Response.json(await (EXPRESSION) ?? null);
                    } catch (e) {
                      return new Response(e.message, { status: 500 });
                    }
                  },
                };
                """.replace("EXPRESSION", expression));
    }

    private JsonNode json(String worker, String path) {
        HttpResponse<String> answer = api.ask(worker, path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.parse(answer.body());
    }

    private String problem(String worker, String path) {
        HttpResponse<String> answer = api.ask(worker, path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(500);
        return answer.body();
    }

    @Test
    void aRateLimitCountsByKeyInWindows() {
        String binding = "{\"type\":\"ratelimit\",\"name\":\"LIMIT\",\"namespace_id\":\"%s\","
                + "\"simple\":{\"limit\":2,\"period\":60}}";
        api.deploy(
                "limited", evaluating("env.LIMIT.limit({ key: url.pathname })").binding(binding.formatted("1001")));
        api.deploy(
                "sharing", evaluating("env.LIMIT.limit({ key: url.pathname })").binding(binding.formatted("1001")));
        api.deploy("odd", evaluating("env.LIMIT.limit({ id: 1 })").binding(binding.formatted("1002")));
        clock.advance(Duration.ofMinutes(1));
        assertThat(success("limited", "/a")).isTrue();
        assertThat(success("sharing", "/a")).isTrue();
        assertThat(success("limited", "/a")).as("third call").isFalse();
        assertThat(success("limited", "/b")).as("another key").isTrue();
        clock.advance(Duration.ofMinutes(1));
        assertThat(success("limited", "/a")).as("next window").isTrue();
        assertThat(problem("odd", "/")).isEqualTo("bad rate limit options: [id]");
        api.deploy(
                "incomplete",
                evaluating("env.LIMIT.limit({ key: 'a' })")
                        .binding("{\"type\":\"ratelimit\",\"name\":\"LIMIT\",\"namespace_id\":\"1\"}"));
        assertThat(problem("incomplete", "/")).contains("LIMIT (ratelimit) has no numbers");
    }

    private boolean success(String worker, String path) {
        return json(worker, path).path("success").asBoolean();
    }

    @Test
    void pointsOfADatasetAreKept() throws InterruptedException {
        api.deploy(
                "measuring",
                evaluating(
                                "(env.DATA.writeDataPoint({ indexes: ['i'], blobs: ['a', null, 'é'], doubles: [1.5, 0, 2] }),"
                                        + " env.DATA.writeDataPoint({ blobs: [url.pathname] }), 'written')")
                        .binding("{\"type\":\"analytics_engine\",\"name\":\"DATA\",\"dataset\":\"visits\"}"));
        assertThat(json("measuring", "/x").asText()).isEqualTo("written");
        JsonNode points = points(2);
        assertThat(points).anySatisfy(p -> {
            assertThat(p.path("indexes")).isEqualTo(Json.parse("[\"i\"]"));
            assertThat(p.path("blobs")).isEqualTo(Json.parse("[\"a\",null,\"é\"]"));
            assertThat(p.path("doubles").toString()).isEqualTo("[1.5,0,2]");
            assertThat(Instant.parse(p.path("timestamp").asText())).isEqualTo(clock.instant());
        });
        assertThat(points).anySatisfy(p -> assertThat(p.path("blobs")).isEqualTo(Json.parse("[\"/x\"]")));
        restart();
        assertThat(points(2)).isEqualTo(points);
    }

    /** Points leave after the answer. */
    private JsonNode points(int count) throws InterruptedException {
        for (int i = 0; i < 500; i++) {
            JsonNode points = api.get(LOCAL + "/analytics_engine/visits").result();
            if (points.size() == count) {
                return points;
            }
            Thread.sleep(20);
        }
        throw new AssertionError("the points did not come");
    }

    @Test
    void recordsOfAPipelineAreKept() {
        api.deploy(
                "streaming",
                evaluating("env.STREAM.send(url.pathname === '/bad' ? 'one' : [{ a: 1 }, { b: 'é' }])")
                        .binding("{\"type\":\"pipelines\",\"name\":\"STREAM\",\"stream\":\"0a1b\"}"));
        assertThat(json("streaming", "/").isNull()).isTrue();
        assertThat(problem("streaming", "/bad")).isEqualTo("send() takes an array of records");
        restart();
        assertThat(api.get(LOCAL + "/pipelines/0a1b").result()).isEqualTo(Json.parse("[{\"a\":1},{\"b\":\"é\"}]"));
    }

    @Test
    void secretsOfAStoreReachWorkersAndNobodyElse() {
        String stores = TestApi.ACCOUNT + "/secrets_store/stores";
        String store = api.send("POST", stores, "{\"name\":\"main\"}")
                .result()
                .path("id")
                .asText();
        assertThat(api.send("POST", stores, "{\"name\":\"main\"}").status()).isEqualTo(409);
        String secrets = stores + "/" + store + "/secrets";
        TestApi.Answer made = api.send(
                "POST",
                secrets,
                "[{\"name\":\"KEY\",\"value\":\"hush-hush\",\"scopes\":[\"workers\"],\"comment\":\"c\"}]");
        assertThat(made.body().toString()).doesNotContain("hush-hush");
        String id = made.result().path(0).path("id").asText();
        api.deploy(
                "keeper",
                evaluating("env.KEY.get()")
                        .binding("{\"type\":\"secrets_store_secret\",\"name\":\"KEY\",\"store_id\":\"" + store
                                + "\",\"secret_name\":\"KEY\"}"));
        assertThat(json("keeper", "/").asText()).isEqualTo("hush-hush");
        api.send("PATCH", secrets + "/" + id, "{\"value\":\"é 2\",\"comment\":\"d\"}")
                .result();
        assertThat(json("keeper", "/").asText()).as("without a deployment").isEqualTo("é 2");
        JsonNode shown = api.get(secrets + "/" + id).result();
        assertThat(shown.path("comment").asText()).isEqualTo("d");
        assertThat(shown.path("status").asText()).isEqualTo("active");
        assertThat(shown.has("value")).isFalse();
        api.send("POST", secrets + "/" + id + "/duplicate", "{\"name\":\"COPY\",\"scopes\":[\"workers\"]}")
                .result();
        assertThat(api.get(secrets).result().findValuesAsText("name")).containsExactlyInAnyOrder("KEY", "COPY");
        assertThat(api.get(secrets + "?search=OP").result().findValuesAsText("name"))
                .containsExactly("COPY");
        assertThat(api.send("POST", secrets, "[{\"name\":\"KEY\",\"value\":\"v\",\"scopes\":[]}]")
                        .status())
                .isEqualTo(409);
        restart();
        assertThat(json("keeper", "/").asText()).isEqualTo("é 2");
        assertThat(api.delete(stores + "/" + store).status()).isEqualTo(409);
        api.delete(secrets + "/" + id).result();
        assertThat(problem("keeper", "/")).startsWith("Secret \"KEY\" not found");
        api.delete(stores + "/" + store + "?force=true").result();
        assertThat(api.get(secrets).status()).isEqualTo(404);
    }

    @Test
    void mailsAreCheckedAndKept() {
        String raw =
                "'From: Me <me@a.example>\\r\\nTo: you@b.example\\r\\nMessage-ID: <1@a>\\r\\nSubject: raw\\r\\n\\r\\nbody'";
        api.deploy("mailer", evaluating("""
                        {
                          "/raw": () => env.MAIL.send(new EmailMessage("me@a.example", "you@b.example", RAW)),
                          "/stream": () => env.MAIL.send(new EmailMessage("me@a.example", "you@b.example",
                            new Response(RAW).body)),
                          "/umlaut": () => env.MAIL.send(new EmailMessage("me@a.example", "jürgen@b.example", RAW)),
                          "/foreign": () => env.MAIL.send(new EmailMessage("me@a.example", "x@c.example", RAW)),
                          "/other": () => env.MAIL.send(new EmailMessage("other@a.example", "you@b.example", RAW)),
                          "/nameless": () => env.MAIL.send(new EmailMessage("me@a.example", "you@b.example",
                            "From: me@a.example\\r\\n\\r\\n")),
                          "/described": () => env.MAIL.send({ from: { name: "Mé", email: "me@a.example" },
                            to: ["you@b.example", "them@b.example"], subject: "Grüße", text: "plain", html: "<p>rich",
                            attachments: [{ filename: "a.bin", type: "x/y", content: new Uint8Array([0, 255]).buffer }] }),
                        }[url.pathname]()
                        """.replace("RAW", raw)).binding("""
                        {"type":"send_email","name":"MAIL","allowed_sender_addresses":["me@a.example","spare@a.example"],
                         "allowed_destination_addresses":["you@b.example","them@b.example","jürgen@b.example"]}"""));
        assertThat(json("mailer", "/raw").path("messageId").asText()).isEqualTo("<1@a>");
        assertThat(json("mailer", "/stream").path("messageId").asText()).isEqualTo("<1@a>");
        assertThat(json("mailer", "/umlaut").path("messageId").asText()).isEqualTo("<1@a>");
        assertThat(problem("mailer", "/foreign")).isEqualTo("email to x@c.example not allowed");
        assertThat(problem("mailer", "/other")).isEqualTo("email from other@a.example not allowed");
        assertThat(problem("mailer", "/nameless")).isEqualTo("invalid message-id");
        assertThat(json("mailer", "/described").path("messageId").asText()).matches("<.+@a\\.example>");
        restart();
        JsonNode mails = mails("me@a.example");
        assertThat(mails).hasSize(4);
        assertThat(mails.path(0).path("subject").asText()).isEqualTo("raw");
        assertThat(mails.path(2).path("to").asText()).isEqualTo("jürgen@b.example");
        assertThat(mails.path(3).path("to").asText()).isEqualTo("you@b.example, them@b.example");
        String name = mails.path(3).path("name").asText();
        String mail = mail(name);
        assertThat(mail)
                .contains(
                        "From: =?utf-8?B?" + base64("Mé") + "?= <me@a.example>\r\n",
                        "Subject: =?utf-8?B?" + base64("Grüße") + "?=\r\n",
                        base64("plain"),
                        base64("<p>rich"),
                        "filename=\"a.bin\"",
                        "\r\n\r\nAP8=\r\n");
        assertThat(folder.resolve("mail").resolve(name)).exists();
        assertThat(api.get(LOCAL + "/mails/..%2Flock").status()).isEqualTo(404);
    }

    /** Mails in the order in which they were sent. */
    private JsonNode mails(String from) {
        ArrayNode found = Json.array();
        api.get(LOCAL + "/mails").result().forEach(m -> {
            if (m.path("from").asText().equals(from)) {
                found.add(m);
            }
        });
        return found;
    }

    private String mail(String name) {
        return new String(
                api.raw("GET", LOCAL + "/mails/" + name, BodyPublishers.noBody(), Map.of())
                        .body(),
                StandardCharsets.UTF_8);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void mailsComeToTheHandler() {
        api.deploy("inbox", WorkerUpload.module("""
                import { EmailMessage } from "cloudflare:email";
                export default {
                  fetch: () => new Response("web"),
                  async email(message, env, ctx) {
                    const raw = await new Response(message.raw).text();
                    const subject = message.headers.get("subject");
                    if (subject === "spam") return message.setReject("no spam");
                    if (subject === "throw") throw new Error("broken");
                    await message.forward("archive@in.example");
                    await message.reply(new EmailMessage(message.to, message.from,
                      `From: ${message.to}\\r\\nMessage-ID: <r@in>\\r\\nSubject: Re: ${subject}\\r\\n\\r\\n${message.rawSize} ${raw.length}`));
                  },
                };
                """));
        String mail = "From: sender@out.example\r\nSubject: %s\r\n\r\nhello";
        assertThat(deliver(mail.formatted("question"))).isEqualTo("200 Worker successfully processed email");
        assertThat(deliver(mail.formatted("spam")))
                .isEqualTo("400 Worker rejected email with the following reason: no spam");
        assertThat(deliver(mail.formatted("throw"))).isEqualTo("500 broken");
        JsonNode forwarded = mails("sender@out.example");
        assertThat(forwarded).hasSize(1);
        assertThat(forwarded.path(0).path("to").asText()).isEqualTo("archive@in.example");
        assertThat(mail(forwarded.path(0).path("name").asText())).endsWith(mail.formatted("question"));
        JsonNode replies = mails("box@in.example");
        assertThat(replies).hasSize(1);
        assertThat(replies.path(0).path("subject").asText()).isEqualTo("Re: question");
        assertThat(replies.path(0).path("to").asText()).isEqualTo("sender@out.example");
        assertThat(mail(replies.path(0).path("name").asText())).endsWith("\r\n\r\n52 52");
        assertThat(api.ask("inbox", "/cdn-cgi/handler/email").statusCode()).isEqualTo(400);
        assertThat(cloudflare.lines()).anyMatch(l -> l.contains("mail kept: ")).noneMatch(l -> l.contains("hello"));
    }

    private String deliver(String mail) {
        HttpResponse<String> answer = api.send(
                api.request("inbox.localhost", "/cdn-cgi/handler/email?from=sender@out.example&to=box@in.example")
                        .POST(BodyPublishers.ofString(mail))
                        .build(),
                BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }

    @Test
    void whatExistsOnlyAtCloudflareIsAnsweredFromAFile() throws Exception {
        Path answers = Files.createDirectories(folder.resolveSibling("answers"));
        System.setProperty("cloudflare.local.answers", answers.toString());
        try {
            restart();
        } finally {
            System.clearProperty("cloudflare.local.answers");
        }
        api.deploy(
                "thinking",
                evaluating("""
                {
                  "/hi": () => env.MODELS.run("@cf/m", { prompt: "hi", more: true }),
                  "/other": () => env.MODELS.run("@cf/m", { prompt: "other" }),
                  "/stream": async () => new Response(await env.MODELS.run("@cf/m", { stream: true })).text(),
                  "/fail": () => env.MODELS.run("@cf/broken", {}),
                  "/search": () => env.SEARCH.get("a").search({ query: "q" }),
                  "/fetch": async () => { const r = await env.BROWSER.fetch("http://x/y"); return [r.status, await r.text()]; },
                  "/shot": async () => (await env.BROWSER.shot()).getReader().read().then((c) => [...c.value]),
                }[url.pathname]()
                """)
                        .binding("{\"type\":\"ai\",\"name\":\"MODELS\"}")
                        .binding("{\"type\":\"ai_search_namespace\",\"name\":\"SEARCH\",\"namespace\":\"n\"}")
                        .binding("{\"type\":\"browser\",\"name\":\"BROWSER\"}"));
        assertThat(problem("thinking", "/hi"))
                .contains("the product behind the binding MODELS (ai) exists only at Cloudflare")
                .contains(answers.resolve("MODELS.json").toString());
        assertThat(problem("thinking", "/search")).contains("SEARCH (ai_search_namespace)", "\"get.search\"");
        Files.writeString(answers.resolve("MODELS.json"), """
                [{"match":{"model":"@cf/m","input":{"prompt":"hi"}},"answer":{"response":"hello"}},
                 {"match":{"method":"run","input":{"stream":true}},"events":[{"response":"a"},"[DONE]"]},
                 {"match":{"model":"@cf/broken"},"error":"out of order"}]""");
        Files.writeString(answers.resolve("SEARCH.json"), """
                [{"match":{"method":"get.search","input":{"query":"q"}},"answer":[1,2]}]""");
        Files.writeString(answers.resolve("BROWSER.json"), """
                [{"match":{"method":"fetch","input":"http://x/y"},"text":"page","status":418},
                 {"match":{"method":"shot"},"base64":"AP8=","contentType":"image/png"}]""");
        assertThat(json("thinking", "/hi")).isEqualTo(Json.parse("{\"response\":\"hello\"}"));
        assertThat(problem("thinking", "/other"))
                .contains("no entry in ", "matches the call run of @cf/m with {\"prompt\":\"other\"}");
        assertThat(json("thinking", "/stream").asText()).isEqualTo("data: {\"response\":\"a\"}\n\ndata: [DONE]\n\n");
        assertThat(problem("thinking", "/fail")).contains("out of order");
        assertThat(json("thinking", "/search")).isEqualTo(Json.parse("[1,2]"));
        assertThat(json("thinking", "/fetch")).isEqualTo(Json.parse("[418,\"page\"]"));
        assertThat(json("thinking", "/shot")).isEqualTo(Json.parse("[0,255]"));
        Files.writeString(answers.resolve("MODELS.json"), "[{\"answer\":1,\"text\":\"x\"}]");
        assertThat(problem("thinking", "/hi"))
                .contains("the entry 0 in ", "must have one of answer, text, base64, events and error");
    }
}
