package io.github.flaremaven.cloudflare.local.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.runtime.BackingServer.Reply;
import io.github.flaremaven.cloudflare.local.runtime.BackingServer.Request;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes what versions report about their invocations and passes it on to whoever listens. */
public final class TailHub implements BackingServer.Handler {
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    /** Hears every invocation of every Worker. */
    public interface Listener {
        /**
         * Called once an invocation is over, what it left to {@code waitUntil} included.
         *
         * @param event as the API's tails send it
         */
        void invoked(String script, String versionId, ObjectNode event);
    }

    public void add(Listener listener) {
        listeners.add(listener);
    }

    public void remove(Listener listener) {
        listeners.remove(listener);
    }

    @Override
    public Reply handle(Request request) {
        String id = request.header(BackingServer.VERSION).orElse("");
        int at = id.lastIndexOf('@');
        if (at > 0) {
            String script = id.substring(0, at);
            String version = id.substring(at + 1);
            for (JsonNode event : Json.parse(request.body().text())) {
                if (event instanceof ObjectNode object) {
                    complete(object, script, version);
                    listeners.forEach(l -> l.invoked(script, version, object));
                }
            }
        }
        return Reply.ok(Bytes.of(""));
    }

    /** workerd knows neither the Worker's name nor the version. */
    private static void complete(ObjectNode event, String script, String version) {
        event.put("scriptName", script);
        event.putObject("scriptVersion").put("id", version);
        JsonNode request = event.path("event").path("request");
        if (request.path("headers") instanceof ObjectNode headers) {
            headers.remove(List.of(FrontHeaders.CF.toLowerCase(java.util.Locale.ROOT)));
        }
    }
}
