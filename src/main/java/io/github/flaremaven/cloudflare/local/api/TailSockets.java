package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.binding.TailHub;
import io.github.flaremaven.cloudflare.local.state.Scripts;
import io.github.flaremaven.cloudflare.local.state.VersionRef;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.ServerWebSocketHandshake;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Follows tails over WebSockets: a message for each event. */
final class TailSockets {
    /** What a client must speak. */
    static final String PROTOCOL = "trace-v1";
    /** Where tails are followed, before their id. */
    static final String PATH = "/tails/";

    private static final short GOING_AWAY = 1001;
    /** Characters that wait for a client before it misses events. */
    private static final long LONGEST_QUEUE = 8 << 20;

    private final Tails tails;
    private final TailHub hub;
    private final Scripts scripts;

    TailSockets(Tails tails, TailHub hub, Scripts scripts) {
        this.tails = tails;
        this.hub = hub;
        this.scripts = scripts;
    }

    /** Lets a client in that speaks the protocol and knows a tail. */
    void handshake(ServerWebSocketHandshake handshake) {
        String protocols = String.valueOf(handshake.headers().get("Sec-WebSocket-Protocol"));
        boolean speaks = List.of(protocols.split("\\s*,\\s*")).contains(PROTOCOL);
        if (tail(handshake.path()).isEmpty()) {
            handshake.reject(404).onFailure(e -> {});
        } else if (!speaks) {
            handshake.reject(400).onFailure(e -> {});
        } else {
            handshake.accept().onFailure(e -> {});
        }
    }

    private Optional<Tails.Tail> tail(String path) {
        return path.startsWith(PATH) ? tails.find(path.substring(PATH.length())) : Optional.empty();
    }

    /** Sends events until the tail is deleted, or the client leaves. What it says ({@code debug}) changes nothing. */
    void follow(ServerWebSocket socket) {
        String id = socket.path().substring(PATH.length());
        AtomicLong waiting = new AtomicLong();
        TailHub.Listener listener = (version, event) -> tails.find(id).ifPresent(tail -> {
            if (tail.wants(version, event)) {
                send(socket, waiting, withTag(version, event));
            }
        });
        Runnable deleted = () -> socket.close(GOING_AWAY, "the tail was deleted");
        hub.add(listener);
        tails.follow(id, deleted);
        socket.closeHandler(v -> {
            hub.remove(listener);
            tails.unfollow(id, deleted);
        });
    }

    /**
     * A client that does not keep up misses events, as in production, rather than filling the memory.
     *
     * @param waiting characters that are on their way to the client
     */
    private static void send(ServerWebSocket socket, AtomicLong waiting, JsonNode event) {
        if (socket.isClosed() || waiting.get() > LONGEST_QUEUE) {
            return;
        }
        String message = Json.compact(event);
        waiting.addAndGet(message.length());
        try {
            socket.writeTextMessage(message)
                    .onComplete(v -> waiting.addAndGet(-message.length()))
                    .onFailure(e -> socket.close());
        } catch (IllegalStateException e) {
            socket.close(); // closed since we looked; other tails must get the event all the same
        }
    }

    private JsonNode withTag(VersionRef version, JsonNode event) {
        Optional<String> tag = scripts.find(version.script())
                .flatMap(s -> s.version(version.versionId()))
                .flatMap(v -> Json.text(v.annotations(), "workers/tag"));
        if (tag.isEmpty()) {
            return event;
        }
        ObjectNode tagged = event.deepCopy();
        tagged.withObject("/scriptVersion").put("tag", tag.get());
        return tagged;
    }
}
