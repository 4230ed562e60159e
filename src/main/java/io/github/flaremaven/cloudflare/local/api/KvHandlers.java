package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.kv.KvLimits;
import io.github.flaremaven.cloudflare.local.kv.KvStore;
import io.github.flaremaven.cloudflare.local.kv.KvStore.Entry;
import io.github.flaremaven.cloudflare.local.kv.KvStore.Namespace;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Workers KV: namespaces, keys and values. */
final class KvHandlers {
    private static final int MOST_AT_ONCE = 10_000;
    private static final int MOST_READ = 100;
    private static final int LEAST_LISTED = 10;

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
        routes.add("POST", one + "/bulk/get", this::getMany);
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
        List<Namespace> all = store.namespaces();
        return Paging.of(call, 20, 1000).reply(all, KvHandlers::json);
    }

    private ApiReply create(ApiCall call) {
        String title = title(call);
        return platform.exclusively(() -> {
            refuseTaken("create", title);
            return ApiReply.ok(json(store.create(title)));
        });
    }

    private ApiReply rename(ApiCall call) {
        Namespace namespace = namespace(call);
        String title = title(call);
        return platform.exclusively(() -> {
            if (!namespace.title().equals(title)) {
                refuseTaken("rename", title);
            }
            store.rename(namespace.id(), title);
            return ApiReply.ok();
        });
    }

    private void refuseTaken(String what, String title) {
        if (store.namespaces().stream().anyMatch(n -> n.title().equals(title))) {
            throw new ApiError(
                    400, 10014, what + " namespace: A namespace with this account ID and title already exists.");
        }
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
        int limit = call.number("limit", KvStore.MOST_LISTED, LEAST_LISTED, KvStore.MOST_LISTED);
        KvStore.Page page;
        try {
            page = store.list(
                    namespace.id(),
                    call.queryValue("prefix").orElse(""),
                    limit,
                    call.queryValue("cursor").filter(c -> !c.isEmpty()));
        } catch (IllegalArgumentException e) {
            throw ApiError.invalid(String.valueOf(e.getMessage()));
        }
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
        String key = call.parameter("key");
        Entry entry = entry(key, value, metadata, call.queryValue("expiration"), call.queryValue("expiration_ttl"));
        store.put(namespace.id(), key, entry);
        return ApiReply.ok();
    }

    private static Optional<Bytes> part(ApiCall call, String name) {
        return call.parts().stream()
                .filter(p -> p.name().equals(name))
                .map(ApiCall.Part::content)
                .findFirst();
    }

    private Entry entry(
            String key, Bytes value, Optional<String> metadata, Optional<String> expiration, Optional<String> ttl) {
        KvLimits.keyProblem(key).ifPresent(problem -> {
            throw new ApiError(414, 10030, problem);
        });
        KvLimits.metadataProblem(metadata).ifPresent(problem -> {
            throw new ApiError(413, 10033, problem);
        });
        if (value.size() > KvStore.LARGEST_VALUE) {
            throw new ApiError(413, 10032, "value is too large");
        }
        try {
            return new Entry(value, metadata, KvLimits.expiration(expiration, ttl, platform.now()));
        } catch (IllegalArgumentException e) {
            throw new ApiError(400, 10028, String.valueOf(e.getMessage()));
        }
    }

    private ApiReply deleteKey(ApiCall call) {
        store.delete(namespace(call).id(), List.of(call.parameter("key")));
        return ApiReply.ok();
    }

    /** All or none: every entry is checked before the first one is written. */
    private ApiReply putMany(ApiCall call) {
        Namespace namespace = namespace(call);
        ArrayNode given = call.jsonArray();
        refuseTooMany(given);
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (JsonNode entry : given) {
            String key = Json.text(entry, "key").orElse("");
            entries.put(
                    key,
                    entry(
                            key,
                            value(entry),
                            entry.hasNonNull("metadata")
                                    ? Optional.of(Json.compact(entry.get("metadata")))
                                    : Optional.empty(),
                            number(entry, "expiration"),
                            number(entry, "expiration_ttl")));
        }
        store.putAll(namespace.id(), entries);
        return done(given.size());
    }

    private static Bytes value(JsonNode entry) {
        String text = Json.text(entry, "value")
                .orElseThrow(() -> ApiError.invalid("Every entry must have a value, which must be a text."));
        try {
            return entry.path("base64").asBoolean()
                    ? Bytes.of(Base64.getDecoder().decode(text))
                    : Bytes.of(text);
        } catch (IllegalArgumentException e) {
            throw ApiError.invalid("The value of " + entry.path("key").asText() + " is not base64.");
        }
    }

    private static void refuseTooMany(ArrayNode entries) {
        if (entries.size() > MOST_AT_ONCE) {
            throw new ApiError(413, 10025, "At most " + MOST_AT_ONCE + " keys can be changed at once.");
        }
    }

    private static ApiReply done(int keys) {
        return ApiReply.ok(Json.object().put("successful_key_count", keys).set("unsuccessful_keys", Json.array()));
    }

    private static Optional<String> number(JsonNode entry, String field) {
        return Optional.ofNullable(entry.get(field)).filter(JsonNode::isNumber).map(JsonNode::asText);
    }

    private ApiReply deleteMany(ApiCall call) {
        Namespace namespace = namespace(call);
        ArrayNode given = call.jsonArray();
        refuseTooMany(given);
        List<String> keys = new ArrayList<>();
        given.forEach(k -> keys.add(k.isTextual() ? k.asText() : k.path("name").asText()));
        store.delete(namespace.id(), keys);
        return done(keys.size());
    }

    private ApiReply getMany(ApiCall call) {
        Namespace namespace = namespace(call);
        ObjectNode body = call.jsonObject();
        List<String> keys = Json.texts(body, "keys");
        if (keys.isEmpty() || keys.size() > MOST_READ) {
            throw ApiError.invalid("1 to " + MOST_READ + " keys can be read at once.");
        }
        ObjectNode values = Json.object();
        for (String key : keys) {
            Optional<Entry> entry = store.get(namespace.id(), key);
            JsonNode value = entry.map(e -> value(key, e, body)).orElse(values.nullNode());
            if (body.path("withMetadata").asBoolean() && entry.isPresent()) {
                ObjectNode both = Json.object();
                both.set("value", value);
                both.set("metadata", entry.get().metadata().map(Json::parse).orElse(both.nullNode()));
                entry.get().expiration().ifPresent(e -> both.put("expiration", e.getEpochSecond()));
                values.set(key, both);
            } else {
                values.set(key, value);
            }
        }
        return ApiReply.ok(Json.object().set("values", values));
    }

    private static JsonNode value(String key, Entry entry, ObjectNode body) {
        String text = entry.value().text();
        return body.path("type").asText("text").equals("json")
                ? StrictJson.parse(text)
                        .orElseThrow(() -> ApiError.invalid("The value of " + key + " is not valid JSON."))
                : TextNode.valueOf(text);
    }
}
