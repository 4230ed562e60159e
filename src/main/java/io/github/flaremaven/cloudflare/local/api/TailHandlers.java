package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.net.Loopback;
import java.util.function.IntSupplier;

/** Tails: made by a call, then followed at the address that it gives. */
final class TailHandlers {
    private final Platform platform;
    private final Tails tails;
    private final IntSupplier port;

    TailHandlers(Platform platform, Tails tails, IntSupplier port) {
        this.platform = platform;
        this.tails = tails;
        this.port = port;
    }

    void register(ApiRoutes routes) {
        String path = "/accounts/{account}/workers/scripts/{script}/tails";
        routes.add("GET", path, this::list);
        routes.add("POST", path, this::create);
        routes.add("DELETE", path + "/{tail}", this::delete);
    }

    private ApiReply list(ApiCall call) {
        ArrayNode all = Json.array();
        tails.of(platform.script(call.parameter("script")).name()).forEach(t -> all.add(json(t)));
        return ApiReply.ok(all);
    }

    private ApiReply create(ApiCall call) {
        String script = platform.script(call.parameter("script")).name();
        JsonNode filters =
                call.body().size() == 0 ? Json.array() : call.jsonObject().path("filters");
        return ApiReply.ok(json(tails.create(script, TailFilter.of(filters))));
    }

    private ObjectNode json(Tails.Tail tail) {
        return Json.object()
                .put("id", tail.id())
                .put("url", "ws://" + Loopback.HOST + ":" + port.getAsInt() + TailSockets.PATH + tail.id())
                .put("expires_at", tail.expiresAt().toString());
    }

    private ApiReply delete(ApiCall call) {
        platform.script(call.parameter("script"));
        tails.delete(call.parameter("tail"));
        return ApiReply.ok();
    }
}
