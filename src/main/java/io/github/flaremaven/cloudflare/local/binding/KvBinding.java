package io.github.flaremaven.cloudflare.local.binding;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.binding.BackingServer.Reply;
import io.github.flaremaven.cloudflare.local.binding.BackingServer.Request;
import io.github.flaremaven.cloudflare.local.kv.KvLimits;
import io.github.flaremaven.cloudflare.local.kv.KvStore;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a Worker does with {@code env.KV}. The requests are those that workerd's KV binding makes. */
public final class KvBinding implements BackingServer.Handler {
    private static final int MOST_AT_ONCE = 100;
    private static final int SHORTEST_CACHE_TTL = 30;

    private final KvStore store;
    private final Clock clock;

    public KvBinding(KvStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    @Override
    public Reply handle(Request request) {
        if (store.namespace(request.id()).isEmpty()) {
            return Reply.of(404, "namespace not found");
        }
        if (request.method().equals("POST") && request.path().equals("/bulk/get")) {
            return getMany(request);
        }
        if (request.method().equals("GET")
                && request.path().equals("/")
                && !request.query().containsKey("urlencoded")) {
            return list(request);
        }
        String key = request.path().substring(1);
        Optional<String> problem = KvLimits.keyProblem(key);
        if (problem.isPresent()) {
            return Reply.of(key.isEmpty() ? 400 : 414, problem.get());
        }
        return switch (request.method()) {
            case "GET" -> get(request, key);
            case "PUT" -> put(request, key);
            case "DELETE" -> {
                store.delete(request.id(), List.of(key));
                yield Reply.ok(Bytes.of(""));
            }
            default -> Reply.of(405, "Method Not Allowed");
        };
    }

    private Reply get(Request request, String key) {
        Optional<Reply> refused = refuseCacheTtl(request.query().get("cache_ttl"));
        if (refused.isPresent()) {
            return refused.get();
        }
        Optional<KvStore.Entry> entry = store.get(request.id(), key);
        if (entry.isEmpty()) {
            return Reply.of(404, "Not Found");
        }
        Reply reply = Reply.ok(entry.get().value());
        return entry.get()
                .metadata()
                .map(m -> reply.header("CF-KV-Metadata", m))
                .orElse(reply);
    }

    private static Optional<Reply> refuseCacheTtl(@Nullable String ttl) {
        return ttl == null
                        || number(ttl)
                                .filter(seconds -> seconds >= SHORTEST_CACHE_TTL)
                                .isPresent()
                ? Optional.empty()
                : Optional.of(Reply.of(
                        400,
                        "Invalid cache_ttl of " + ttl + ". Cache TTL must be at least " + SHORTEST_CACHE_TTL + "."));
    }

    private Reply put(Request request, String key) {
        if (request.body().size() > KvStore.LARGEST_VALUE) {
            return Reply.of(
                    413, "Value length of " + request.body().size() + " exceeds limit of " + KvStore.LARGEST_VALUE);
        }
        Optional<String> metadata = request.header("CF-KV-Metadata");
        Optional<String> problem = KvLimits.metadataProblem(metadata);
        if (problem.isPresent()) {
            return Reply.of(413, problem.get());
        }
        Optional<Instant> expiration;
        try {
            expiration = KvLimits.expiration(
                    Optional.ofNullable(request.query().get("expiration")),
                    Optional.ofNullable(request.query().get("expiration_ttl")),
                    clock.instant());
        } catch (IllegalArgumentException e) {
            return Reply.of(400, String.valueOf(e.getMessage()));
        }
        store.put(request.id(), key, new KvStore.Entry(request.body(), metadata, expiration));
        return Reply.ok(Bytes.of(""));
    }

    private Reply getMany(Request request) {
        JsonNode asked = Json.parse(request.body().text());
        if (asked.path("keys").size() > MOST_AT_ONCE) {
            return Reply.of(400, "You can request a maximum of " + MOST_AT_ONCE + " keys");
        }
        long bytes = 0;
        boolean json = asked.path("type").asText().equals("json");
        boolean withMetadata = asked.path("withMetadata").asBoolean();
        ObjectNode found = Json.object();
        for (String key : Json.texts(asked, "keys")) {
            Optional<KvStore.Entry> entry = store.get(request.id(), key);
            if (entry.isEmpty()) {
                found.putNull(key);
                continue;
            }
            bytes += entry.get().value().size();
            if (bytes > KvStore.LARGEST_VALUE) {
                return Reply.of(413, "Total size of request exceeds the limit of 25MB");
            }
            JsonNode value;
            try {
                String text = entry.get().value().text();
                value = json ? Json.parse(text) : found.textNode(text);
            } catch (UncheckedIOException e) {
                return Reply.of(400, "At least one of the requested keys corresponds to a non-JSON value");
            }
            if (withMetadata) {
                ObjectNode both = found.putObject(key);
                both.set("value", value);
                both.set("metadata", entry.get().metadata().map(Json::parse).orElse(found.nullNode()));
            } else {
                found.set(key, value);
            }
        }
        return Reply.ok(Bytes.of(Json.compact(found)));
    }

    private Reply list(Request request) {
        String asked = request.query().get("key_count_limit");
        long limit = asked == null ? KvStore.MOST_LISTED : number(asked).orElse(0L);
        if (limit < 1 || limit > KvStore.MOST_LISTED) {
            return Reply.of(400, "Invalid key_count_limit. It must be between 1 and " + KvStore.MOST_LISTED + ".");
        }
        KvStore.Page page;
        try {
            page = store.list(
                    request.id(),
                    request.query().getOrDefault("prefix", ""),
                    (int) limit,
                    Optional.ofNullable(request.query().get("cursor")).filter(c -> !c.isEmpty()));
        } catch (IllegalArgumentException e) {
            return Reply.of(400, String.valueOf(e.getMessage()));
        }
        ObjectNode answer = Json.object();
        ArrayNode keys = answer.putArray("keys");
        page.keys().forEach(k -> {
            ObjectNode key = keys.addObject().put("name", k.name());
            k.expiration().ifPresent(e -> key.put("expiration", e.getEpochSecond()));
            k.metadata().ifPresent(m -> key.put("metadata", m)); // JSON text: the runtime parses it
        });
        answer.put("list_complete", page.cursor().isEmpty());
        page.cursor().ifPresent(c -> answer.put("cursor", c));
        return Reply.ok(Bytes.of(Json.compact(answer)));
    }

    private static Optional<Long> number(String text) {
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
