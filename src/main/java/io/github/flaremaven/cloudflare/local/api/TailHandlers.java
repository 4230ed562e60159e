package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.runtime.TailHub;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.ServerWebSocketHandshake;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

/** Tails: made by a call, followed over a WebSocket. */
final class TailHandlers {
    static final String PATH = "/tails/";

    private static final Duration LIFE = Duration.ofHours(6);

    private final Platform platform;
    private final TailHub hub;
    private final IntSupplier port;
    private final Map<String, Tail> tails = new ConcurrentHashMap<>();

    private record Tail(String id, String script, TailFilter filter, Instant expiresAt) {}

    TailHandlers(Platform platform, TailHub hub, IntSupplier port) {
        this.platform = platform;
        this.hub = hub;
        this.port = port;
    }

    void register(ApiRoutes routes) {
        String path = "/accounts/{account}/workers/scripts/{script}/tails";
        routes.add("GET", path, this::list);
        routes.add("POST", path, this::create);
        routes.add("DELETE", path + "/{tail}", this::delete);
    }

    private ApiReply list(ApiCall call) {
        String script = platform.script(call.parameter("script")).name();
        ArrayNode all = Json.array();
        tails.values().stream().filter(t -> t.script().equals(script)).forEach(t -> all.add(json(t)));
        return ApiReply.ok(all);
    }

    private ApiReply create(ApiCall call) {
        String script = platform.script(call.parameter("script")).name();
        JsonNode filters =
                call.body().size() == 0 ? Json.array() : call.jsonObject().path("filters");
        Tail tail = new Tail(
                Platform.newTag(),
                script,
                TailFilter.of(filters),
                platform.now().plus(LIFE));
        tails.put(tail.id(), tail);
        return ApiReply.ok(json(tail));
    }

    private ObjectNode json(Tail tail) {
        return Json.object()
                .put("id", tail.id())
                .put("url", "ws://127.0.0.1:" + port.getAsInt() + PATH + tail.id())
                .put("expires_at", tail.expiresAt().toString());
    }

    private ApiReply delete(ApiCall call) {
        tails.remove(call.parameter("tail"));
        return ApiReply.ok();
    }

    /** Lets a client in that speaks the protocol and knows a tail. */
    void handshake(ServerWebSocketHandshake handshake) {
        boolean known = handshake.path().startsWith(PATH)
                && tails.containsKey(handshake.path().substring(PATH.length()));
        String protocols = String.valueOf(handshake.headers().get("Sec-WebSocket-Protocol"));
        if (!known) {
            handshake.reject(404).onFailure(e -> {});
        } else if (!protocols.contains("trace-v1")) {
            handshake.reject(400).onFailure(e -> {});
        } else {
            handshake.accept().onFailure(e -> {});
        }
    }

    void follow(ServerWebSocket socket) {
        Tail tail = tails.get(socket.path().substring(PATH.length()));
        if (tail == null) {
            socket.close((short) 1008, "no such tail").onFailure(e -> {});
            return;
        }
        TailHub.Listener listener = (script, version, event) -> {
            if (script.equals(tail.script())
                    && tails.containsKey(tail.id())
                    && tail.filter().lets(version, event)) {
                socket.writeTextMessage(Json.compact(event)).onFailure(e -> socket.close());
            }
        };
        hub.add(listener);
        socket.closeHandler(v -> hub.remove(listener));
        socket.textMessageHandler(text -> {}); // {"debug": …}: there is no debug mode here
    }
}
