package io.github.flaremaven.cloudflare.local.binding;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.binding.BackingServer.Reply;
import io.github.flaremaven.cloudflare.local.binding.BackingServer.Request;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/**
 * What a Worker does with a rate limit: counts calls in windows that begin at whole periods. Bindings with the same
 * namespace count together. Nothing outlives the process.
 */
public final class RateLimitBinding implements BackingServer.Handler {
    /** With more keys than this, those of windows that are over are forgotten. */
    private static final int MANY = 10_000;

    private final Clock clock;
    private final Map<Key, Window> windows = new HashMap<>();

    /** {@code period} is in seconds. */
    private record Key(String namespace, String key, long period) {}

    private record Window(long start, long calls) {}

    public RateLimitBinding(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Reply handle(Request request) {
        JsonNode asked = Json.parse(request.body().text());
        Key key = new Key(
                request.id(),
                asked.path("key").asText(),
                Math.max(1, asked.path("period").asLong()));
        boolean success = count(key) <= asked.path("limit").asLong();
        return Reply.ok(Bytes.of(Json.compact(Json.object().put("success", success))))
                .header("Content-Type", "application/json");
    }

    private synchronized long count(Key key) {
        long now = clock.instant().getEpochSecond();
        if (windows.size() > MANY) {
            windows.entrySet().removeIf(e -> e.getValue().start() + e.getKey().period() <= now);
        }
        long start = now - now % key.period();
        Window window = windows.merge(
                key,
                new Window(start, 1),
                (old, one) -> old.start() == start ? new Window(start, old.calls() + 1) : one);
        return window.calls();
    }
}
