package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.state.Resources.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The Secrets Store: stores and their secrets. Values go in and never come out. */
final class SecretsStoreHandlers {
    private static final int LARGEST_VALUE = 64 << 10;
    private static final int MOST_SECRETS = 100;
    private static final Set<String> CHANGEABLE = Set.of("value", "scopes", "comment");

    private final Platform platform;

    SecretsStoreHandlers(Platform platform) {
        this.platform = platform;
    }

    void register(ApiRoutes routes) {
        String stores = "/accounts/{account}/secrets_store/stores";
        String store = stores + "/{store}";
        String secrets = store + "/secrets";
        String secret = secrets + "/{secret}";
        routes.add("GET", stores, this::stores);
        routes.add("POST", stores, this::createStore);
        routes.add("GET", store, c -> ApiReply.ok(store(c)));
        routes.add("DELETE", store, this::deleteStore);
        routes.add("GET", secrets, this::secrets);
        routes.add("POST", secrets, this::createSecrets);
        routes.add("DELETE", secrets, this::deleteSecrets);
        routes.add("GET", secret, c -> ApiReply.ok(shown(secret(c))));
        routes.add("PATCH", secret, this::change);
        routes.add("DELETE", secret, this::delete);
        routes.add("POST", secret + "/duplicate", this::duplicate);
        routes.add("GET", "/accounts/{account}/secrets_store/quota", c -> quota());
    }

    private ObjectNode store(ApiCall call) {
        return platform.resources()
                .find(Kind.SECRETS_STORE, call.parameter("store"))
                .orElseThrow(() -> new ApiError(404, 1001, "The secrets store could not be found."));
    }

    private ObjectNode secret(ApiCall call) {
        return platform.resources()
                .find(Kind.STORE_SECRET, call.parameter("secret"))
                .filter(s -> s.path("store_id").asText().equals(call.parameter("store")))
                .orElseThrow(() -> new ApiError(404, 1001, "The secret could not be found."));
    }

    private List<ObjectNode> secretsOf(String store) {
        return platform.resources().all(Kind.STORE_SECRET).stream()
                .filter(s -> s.path("store_id").asText().equals(store))
                .toList();
    }

    private static ApiReply page(ApiCall call, List<ObjectNode> all) {
        return Paging.of(call, 20, 100).reply(all, r -> r);
    }

    private ApiReply stores(ApiCall call) {
        return page(call, platform.resources().all(Kind.SECRETS_STORE));
    }

    private ApiReply createStore(ApiCall call) {
        String name = text(call.jsonObject(), "name");
        return platform.exclusively(() -> {
            if (platform.resources().find(Kind.SECRETS_STORE, "name", name).isPresent()) {
                throw new ApiError(409, 1003, "A secrets store with that name already exists.");
            }
            String now = platform.now().toString();
            ObjectNode store = Json.object().put("id", Platform.newTag()).put("name", name);
            store.put("created", now).put("modified", now);
            return ApiReply.ok(platform.resources()
                    .put(Kind.SECRETS_STORE, store.path("id").asText(), store));
        });
    }

    private ApiReply deleteStore(ApiCall call) {
        ObjectNode store = store(call);
        String id = store.path("id").asText();
        return platform.exclusively(() -> {
            List<ObjectNode> secrets = secretsOf(id);
            if (!secrets.isEmpty() && !call.isTrue("force")) {
                throw new ApiError(409, 1004, "The secrets store is not empty.");
            }
            secrets.forEach(s ->
                    platform.resources().remove(Kind.STORE_SECRET, s.path("id").asText()));
            platform.resources().remove(Kind.SECRETS_STORE, id);
            return ApiReply.ok(store);
        });
    }

    private ApiReply secrets(ApiCall call) {
        String store = store(call).path("id").asText();
        String search = call.queryValue("search").orElse("");
        return page(
                call,
                secretsOf(store).stream()
                        .filter(s -> s.path("name").asText().contains(search))
                        .map(SecretsStoreHandlers::shown)
                        .toList());
    }

    private ApiReply createSecrets(ApiCall call) {
        String store = store(call).path("id").asText();
        List<ObjectNode> made = new ArrayList<>();
        return platform.exclusively(() -> {
            for (JsonNode given : call.jsonArray()) {
                made.add(made(store, text(given, "name"), value(given), given));
            }
            if (secretsOf(store).size() + made.size() > MOST_SECRETS) {
                throw new ApiError(400, 1005, "A store can have at most " + MOST_SECRETS + " secrets.");
            }
            ArrayNode shown = Json.array();
            made.forEach(s -> shown.add(shown(save(s))));
            return ApiReply.list(shown);
        });
    }

    private ObjectNode made(String store, String name, String value, JsonNode given) {
        if (secretsOf(store).stream().anyMatch(s -> s.path("name").asText().equals(name))) {
            throw new ApiError(409, 1003, "A secret named \"" + name + "\" already exists in the store.");
        }
        String now = platform.now().toString();
        ObjectNode secret = Json.object().put("id", Platform.newTag()).put("store_id", store);
        secret.put("name", name).put("comment", given.path("comment").asText());
        secret.set("scopes", Json.array(Json.texts(given, "scopes")));
        secret.put("created", now).put("modified", now).put("status", "active");
        return secret.put("value", value);
    }

    private ObjectNode save(ObjectNode secret) {
        return platform.resources().put(Kind.STORE_SECRET, secret.path("id").asText(), secret);
    }

    private ApiReply change(ApiCall call) {
        ObjectNode given = call.jsonObject();
        if (given.has("value")) {
            value(given);
        }
        return platform.exclusively(() -> {
            ObjectNode secret = secret(call);
            given.properties().stream()
                    .filter(e -> CHANGEABLE.contains(e.getKey()))
                    .forEach(e -> secret.set(e.getKey(), e.getValue()));
            return ApiReply.ok(shown(save(secret.put("modified", platform.now().toString()))));
        });
    }

    private ApiReply duplicate(ApiCall call) {
        ObjectNode given = call.jsonObject();
        return platform.exclusively(() -> {
            ObjectNode secret = secret(call);
            return ApiReply.ok(shown(save(made(
                    call.parameter("store"),
                    text(given, "name"),
                    secret.path("value").asText(),
                    given))));
        });
    }

    private ApiReply delete(ApiCall call) {
        ObjectNode secret = secret(call);
        platform.resources().remove(Kind.STORE_SECRET, secret.path("id").asText());
        return ApiReply.ok(shown(secret));
    }

    private ApiReply deleteSecrets(ApiCall call) {
        String store = store(call).path("id").asText();
        return platform.exclusively(() -> {
            ArrayNode deleted = Json.array();
            for (JsonNode given : call.jsonArray()) {
                secretsOf(store).stream()
                        .filter(s -> s.path("id").equals(given.path("id")))
                        .forEach(s -> {
                            platform.resources()
                                    .remove(Kind.STORE_SECRET, s.path("id").asText());
                            deleted.add(shown(s));
                        });
            }
            return ApiReply.list(deleted);
        });
    }

    private ApiReply quota() {
        ObjectNode quota = Json.object();
        quota.putObject("secrets")
                .put("quota", MOST_SECRETS)
                .put("usage", platform.resources().all(Kind.STORE_SECRET).size());
        return ApiReply.ok(quota);
    }

    private static ObjectNode shown(ObjectNode secret) {
        ObjectNode copy = secret.deepCopy();
        copy.remove("value");
        return copy;
    }

    private static String text(JsonNode given, String field) {
        return Json.text(given, field)
                .filter(n -> !n.isEmpty())
                .orElseThrow(() -> ApiError.invalid("The request must have \"" + field + "\"."));
    }

    private static String value(JsonNode given) {
        String value = text(given, "value");
        if (value.getBytes(StandardCharsets.UTF_8).length > LARGEST_VALUE) {
            throw ApiError.invalid("The value of a secret must be at most " + LARGEST_VALUE + " bytes.");
        }
        return value;
    }
}
