package io.github.flaremaven.cloudflare.local.binding;

import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.local.binding.BackingServer.Reply;
import io.github.flaremaven.cloudflare.local.binding.BackingServer.Request;
import java.util.Map;

/** {@code caches} as it is at workers.dev addresses: everything may be put, nothing is found. */
public final class NoCache implements BackingServer.Handler {
    @Override
    public Reply handle(Request request) {
        return switch (request.method()) {
            case "PUT" -> Reply.of(204, "No Content");
            case "GET" -> new Reply(504, "Gateway Timeout", Map.of("CF-Cache-Status", "MISS"), Bytes.of(""));
            default -> Reply.of(404, "Not Found");
        };
    }
}
