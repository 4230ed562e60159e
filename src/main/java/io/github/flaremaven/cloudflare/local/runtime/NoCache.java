package io.github.flaremaven.cloudflare.local.runtime;

import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.local.runtime.BackingServer.Reply;
import io.github.flaremaven.cloudflare.local.runtime.BackingServer.Request;

/** {@code caches} as it is at workers.dev addresses: everything may be put, nothing is found. */
final class NoCache implements BackingServer.Handler {
    @Override
    public Reply handle(Request request) {
        return switch (request.method()) {
            case "PUT" -> Reply.of(204, "No Content");
            case "GET" -> new Reply(504, "Gateway Timeout", java.util.Map.of("CF-Cache-Status", "MISS"), Bytes.of(""));
            default -> Reply.of(404, "Not Found");
        };
    }
}
