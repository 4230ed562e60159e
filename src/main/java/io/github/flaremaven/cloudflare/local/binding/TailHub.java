package io.github.flaremaven.cloudflare.local.binding;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.binding.BackingServer.Reply;
import io.github.flaremaven.cloudflare.local.binding.BackingServer.Request;
import io.github.flaremaven.cloudflare.local.state.DispatchName;
import io.github.flaremaven.cloudflare.local.state.VersionRef;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes what versions report about their invocations and passes it on to whoever listens. */
public final class TailHub implements BackingServer.Handler {
    /** Header in which the tail Worker says which version ran. */
    public static final String VERSION = "X-Local-Version";

    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    /** Hears every invocation of every Worker. */
    public interface Listener {
        /**
         * Called once an invocation is over, what it left to {@code waitUntil} included. Must not change the event.
         *
         * @param event as the API's tails send it
         */
        void invoked(VersionRef version, JsonNode event);
    }

    public void add(Listener listener) {
        listeners.add(listener);
    }

    public void remove(Listener listener) {
        listeners.remove(listener);
    }

    @Override
    public Reply handle(Request request) {
        Optional<VersionRef> version = request.header(VERSION).flatMap(VersionRef::parse);
        if (version.isPresent()) {
            for (JsonNode event : Json.parse(request.body().text())) {
                if (event instanceof ObjectNode object) {
                    complete(object, version.get());
                    listeners.forEach(l -> l.invoked(version.get(), object));
                }
            }
        }
        return Reply.ok(Bytes.of(""));
    }

    /** workerd knows neither the Worker's name nor the version. */
    private static void complete(ObjectNode event, VersionRef version) {
        Optional<DispatchName> dispatched = DispatchName.parse(version.script());
        dispatched.ifPresent(d -> event.put("dispatchNamespace", d.namespace()));
        event.put("scriptName", dispatched.map(DispatchName::worker).orElse(version.script()));
        event.putObject("scriptVersion").put("id", version.versionId());
    }
}
