package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.mail.MailHeaders;
import java.util.List;
import java.util.Map;

/** What Workers wrote, for tests to look at. The real API has none of these calls: all are below {@code /local}. */
final class WrittenHandlers {
    private final LocalApi.Written written;

    WrittenHandlers(LocalApi.Written written) {
        this.written = written;
    }

    void register(ApiRoutes routes) {
        String local = "/accounts/{account}/local";
        routes.add(
                "GET",
                local + "/analytics_engine/{dataset}",
                c -> list(written.points().newest(c.parameter("dataset"))));
        routes.add(
                "GET",
                local + "/pipelines/{stream}",
                c -> list(written.records().newest(c.parameter("stream"))));
        routes.add("GET", local + "/mails", c -> mails());
        routes.add("GET", local + "/mails/{mail}", this::mail);
    }

    private static ApiReply list(List<JsonNode> records) {
        ArrayNode all = Json.array();
        records.forEach(all::add);
        return ApiReply.list(all);
    }

    /** Oldest first. */
    private ApiReply mails() {
        ArrayNode all = Json.array();
        for (String name : written.mails().names()) {
            MailHeaders headers = MailHeaders.read(written.mails().find(name).orElse(Bytes.of("")));
            all.addObject()
                    .put("name", name)
                    .put(
                            "from",
                            MailHeaders.address(headers.value("Return-Path").orElse("")))
                    .put("to", headers.value("Delivered-To").orElse(""))
                    .put("subject", headers.value("Subject").orElse(""));
        }
        return ApiReply.list(all);
    }

    private ApiReply mail(ApiCall call) {
        return written.mails()
                .find(call.parameter("mail"))
                .map(mail -> new ApiReply(200, "message/rfc822", Map.of(), mail))
                .orElseThrow(() -> new ApiError(404, 10007, "There is no such mail."));
    }
}
