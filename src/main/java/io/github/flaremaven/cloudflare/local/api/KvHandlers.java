package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.kv.KvLimits;
import io.github.flaremaven.cloudflare.local.kv.KvStore;
import io.github.flaremaven.cloudflare.local.kv.KvStore.Entry;
import io.github.flaremaven.cloudflare.local.kv.KvStore.Namespace;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Workers KV: namespaces, keys and values. */
final class KvHandlers {
    private static final int MOST_AT_ONCE = 10_000;

    private final Platform platform;
    private final KvStore store;

    KvHandlers(Platform platform) {
        this.platform = platform;
        this.store = platform.kv();
    }

    void register(ApiRoutes routes) {
        String namespaces = "/accounts/{account}/storage/kv/namespaces";
        String one = namespaces + "/{namespace}";
        routes.add("GET", namespaces, this::list);
        routes.add("POST", namespaces, this::create);
        routes.add("GET", one, c -> ApiReply.ok(json(namespace(c))));
        routes.add("PUT", one, this::rename);
        routes.add("DELETE", one, this::delete);
        routes.add("GET", one + "/keys", this::keys);
        routes.add("GET", one + "/values/{key}", this::get);
        routes.add("PUT", one + "/values/{key}", this::put);
        routes.add("DELETE", one + "/values/{key}", this::deleteKey);
        routes.add("GET", one + "/metadata/{key}", this::metadata);
        routes.add("PUT", one + "/bulk", this::putMany);
        routes.add("DELETE", one + "/bulk", this::deleteMany);
        routes.add("POST", one + "/bulk/delete", this::deleteMany);
    }

    private Namespace namespace(ApiCall call) {
        return store.namespace(call.parameter("namespace"))
                .orElseThrow(() -> new ApiError(404, 10013, "namespace not found"));
    }

    private static ObjectNode json(Namespace namespace) {
        return Json.object()
                .put("id", namespace.id())
                .put("title", namespace.title())
                .put("supports_url_encoding", true);
    }

    private ApiReply list(ApiCall call) {
        int page = number(call, "page", 1);
        int perPage = number(call, "per_page", 20);
        List<Namespace> all = store.namespaces();
        ArrayNode result = Json.array();
        all.stream().skip((long) (page - 1) * perPage).limit(perPage).forEach(n -> result.add(json(n)));
        return ApiReply.page(
                result,
                Json.object()
                        .put("page", page)
                        .put("per_page", perPage)
                        .put("count", result.size())
                        .put("total_count", all.size()));
    }

    private ApiReply create(ApiCall call) {
        String title = title(call);
        if (store.namespaces().stream().anyMatch(n -> n.title().equals(title))) {
            throw new ApiError(
                    400, 10014, "create namespace: A namespace with this account ID and title already exists.");
        }
        return ApiReply.ok(json(store.create(title)));
    }

    private ApiReply rename(ApiCall call) {
        store.rename(namespace(call).id(), title(call));
        return ApiReply.ok();
    }

    private static String title(ApiCall call) {
        return Json.text(call.jsonObject(), "title")
                .filter(t -> !t.isBlank() && t.length() <= 512)
                .orElseThrow(() -> new ApiError(400, 10019, "A namespace needs a title of 1 to 512 characters."));
    }

    private ApiReply delete(ApiCall call) {
        store.delete(namespace(call).id());
        return ApiReply.ok();
    }

    private ApiReply keys(ApiCall call) {
        Namespace namespace = namespace(call);
        int limit = number(call, "limit", KvStore.MOST_LISTED);
        if (limit < 10 || limit > KvStore.MOST_LISTED) {
            throw new ApiError(400, 10029, "The limit must be between 10 and " + KvStore.MOST_LISTED + ".");
        }
        KvStore.Page page = store.list(
                namespace.id(),
                call.queryValue("prefix").orElse(""),
                limit,
                call.queryValue("cursor").filter(c -> !c.isEmpty()));
        ArrayNode result = Json.array();
        page.keys().forEach(k -> {
            ObjectNode key = result.addObject().put("name", k.name());
            k.expiration().ifPresent(e -> key.put("expiration", e.getEpochSecond()));
            k.metadata().ifPresent(m -> key.set("metadata", Json.parse(m)));
        });
        return ApiReply.page(
                result,
                Json.object()
                        .put("count", result.size())
                        .put("cursor", page.cursor().orElse("")));
    }

    private ApiReply get(ApiCall call) {
        Entry entry = entry(call);
        Map<String, String> headers = entry.expiration()
                .map(e -> Map.of("expiration", Long.toString(e.getEpochSecond())))
                .orElse(Map.of());
        return ApiReply.raw(entry.value(), headers);
    }

    private ApiReply metadata(ApiCall call) {
        return entry(call).metadata().map(m -> ApiReply.ok(Json.parse(m))).orElseGet(ApiReply::ok);
    }

    private Entry entry(ApiCall call) {
        return store.get(namespace(call).id(), call.parameter("key"))
                .orElseThrow(() -> new ApiError(404, 10009, "get: 'key not found'"));
    }

    /** The value is the body, or in a form beside its metadata. */
    private ApiReply put(ApiCall call) {
        Namespace namespace = namespace(call);
        Bytes value = call.body();
        Optional<String> metadata = Optional.empty();
        if (!call.parts().isEmpty()) {
            value = part(call, "value").orElseThrow(() -> new ApiError(400, 10033, "The form has no value."));
            metadata = part(call, "metadata").map(Bytes::text).filter(m -> !m.equals("null") && !m.isEmpty());
        }
        put(
                namespace,
                call.parameter("key"),
                value,
                metadata,
                call.queryValue("expiration"),
                call.queryValue("expiration_ttl"));
        return ApiReply.ok();
    }

    private static Optional<Bytes> part(ApiCall call, String name) {
        return call.parts().stream()
                .filter(p -> p.name().equals(name))
                .map(ApiCall.Part::content)
                .findFirst();
    }

    private void put(
            Namespace namespace,
            String key,
            Bytes value,
            Optional<String> metadata,
            Optional<String> expiration,
            Optional<String> ttl) {
        Optional<String> problem = KvLimits.keyProblem(key).or(() -> KvLimits.metadataProblem(metadata));
        if (problem.isPresent()) {
            throw new ApiError(414, 10030, problem.get());
        }
        if (value.size() > KvStore.LARGEST_VALUE) {
            throw new ApiError(413, 10032, "value is too large");
        }
        Optional<Instant> end;
        try {
            end = KvLimits.expiration(expiration, ttl, platform.now());
        } catch (IllegalArgumentException e) {
            throw new ApiError(400, 10028, String.valueOf(e.getMessage()));
        }
        store.put(namespace.id(), key, new Entry(value, metadata, end));
    }

    private ApiReply deleteKey(ApiCall call) {
        store.delete(namespace(call).id(), call.parameter("key"));
        return ApiReply.ok();
    }

    private ApiReply putMany(ApiCall call) {
        Namespace namespace = namespace(call);
        ArrayNode entries = call.jsonArray();
        if (entries.size() > MOST_AT_ONCE) {
            throw new ApiError(413, 10025, "At most " + MOST_AT_ONCE + " keys can be written at once.");
        }
        for (JsonNode entry : entries) {
            String text = entry.path("value").asText();
            Bytes value = entry.path("base64").asBoolean()
                    ? Bytes.of(Base64.getDecoder().decode(text))
                    : Bytes.of(text);
            put(
                    namespace,
                    entry.path("key").asText(),
                    value,
                    entry.hasNonNull("metadata") ? Optional.of(Json.compact(entry.get("metadata"))) : Optional.empty(),
                    number(entry, "expiration"),
                    number(entry, "expiration_ttl"));
        }
        return ApiReply.ok(
                Json.object().put("successful_key_count", entries.size()).set("unsuccessful_keys", Json.array()));
    }

    private static Optional<String> number(JsonNode entry, String field) {
        return Optional.ofNullable(entry.get(field)).filter(JsonNode::isNumber).map(JsonNode::asText);
    }

    private ApiReply deleteMany(ApiCall call) {
        Namespace namespace = namespace(call);
        ArrayNode keys = call.jsonArray();
        keys.forEach(k -> store.delete(
                namespace.id(), k.isTextual() ? k.asText() : k.path("name").asText()));
        return ApiReply.ok(
                Json.object().put("successful_key_count", keys.size()).set("unsuccessful_keys", Json.array()));
    }

    private static int number(ApiCall call, String name, int otherwise) {
        try {
            return call.queryValue(name).map(Integer::parseInt).orElse(otherwise);
        } catch (NumberFormatException e) {
            throw new ApiError(400, 10002, name + " must be a number.");
        }
    }
}
