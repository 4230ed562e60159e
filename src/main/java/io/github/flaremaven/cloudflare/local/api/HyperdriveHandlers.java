package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.hyperdrive.HyperdriveConfigs;
import io.github.flaremaven.cloudflare.local.hyperdrive.Origin;
import java.util.List;
import java.util.Optional;

/**
 * Hyperdrive configs. Passwords go in and never come out. The real API sees whether it reaches the database before it keeps
 * a config; this one does not.
 */
final class HyperdriveHandlers {
    private static final int ON_PAGE = 100;
    /** What an origin has one of. */
    private static final List<String> NETWORK =
            List.of("host", "port", "access_client_id", "access_client_secret", "service_id");

    private final Platform platform;
    private final HyperdriveConfigs configs;

    HyperdriveHandlers(Platform platform) {
        this.platform = platform;
        this.configs = platform.hyperdrive();
    }

    void register(ApiRoutes routes) {
        String all = "/accounts/{account}/hyperdrive/configs";
        String one = all + "/{id}";
        routes.add("GET", all, this::list);
        routes.add("POST", all, this::create);
        routes.add("GET", one, c -> ApiReply.ok(shown(require(c))));
        routes.add("PUT", one, this::replace);
        routes.add("PATCH", one, this::change);
        routes.add("DELETE", one, this::delete);
        routes.add("PUT", "/accounts/{account}/local/hyperdrive/{id}", this::tell);
    }

    private ObjectNode require(ApiCall call) {
        return configs.find(call.parameter("id"))
                .orElseThrow(() -> new ApiError(404, 2001, "The Hyperdrive config could not be found."));
    }

    private static ObjectNode shown(ObjectNode config) {
        ObjectNode shown = config.deepCopy();
        if (shown.path("origin") instanceof ObjectNode origin) {
            origin.remove(List.of("password", "access_client_secret"));
        }
        return shown;
    }

    private ApiReply list(ApiCall call) {
        List<ObjectNode> all = configs.all();
        return Paging.of(call, ON_PAGE, ON_PAGE).replyWithTotalPages(all, HyperdriveHandlers::shown);
    }

    private ApiReply create(ApiCall call) {
        ObjectNode config = Json.object().put("id", Platform.newTag());
        config.put("created_on", platform.now().toString());
        return keep(config, call.jsonObject());
    }

    private ApiReply replace(ApiCall call) {
        ObjectNode before = require(call);
        return keep(before.deepCopy().retain("id", "created_on"), call.jsonObject());
    }

    private ApiReply change(ApiCall call) {
        ObjectNode config = require(call);
        ObjectNode body = call.jsonObject();
        if (body.path("origin") instanceof ObjectNode given && config.path("origin") instanceof ObjectNode origin) {
            if (NETWORK.stream().anyMatch(given::has)) {
                origin.remove(NETWORK);
            }
            origin.setAll(given);
            body.remove("origin");
        }
        return keep(config, body);
    }

    /** Checks a config with these fields, and keeps it. */
    private ApiReply keep(ObjectNode config, ObjectNode fields) {
        fields.remove(List.of("id", "created_on"));
        config.setAll(fields);
        String name = Json.text(config, "name")
                .filter(n -> !n.isEmpty())
                .orElseThrow(() -> ApiError.invalid("The request must have \"name\"."));
        JsonNode origin = config.path("origin");
        for (String field : List.of("scheme", "database", "user", "password")) {
            if (Json.text(origin, field).filter(v -> !v.isEmpty()).isEmpty()) {
                throw ApiError.invalid("The origin must have \"" + field + "\".");
            }
        }
        if (!origin.has("host") && !origin.has("service_id")) {
            throw ApiError.invalid("The origin must have \"host\" and \"port\", or \"service_id\".");
        }
        if (!(config.path("caching") instanceof ObjectNode)) {
            config.putObject("caching").put("disabled", false);
        }
        config.put("modified_on", platform.now().toString());
        platform.exclusively(() -> {
            boolean taken = configs.all().stream()
                    .anyMatch(c -> c.path("name").asText().equals(name)
                            && !c.path("id").equals(config.path("id")));
            if (taken) {
                throw new ApiError(409, 2017, "A Hyperdrive config with that name already exists.");
            }
            configs.put(config);
            return config;
        });
        platform.restore();
        return ApiReply.ok(shown(config));
    }

    private ApiReply delete(ApiCall call) {
        configs.delete(require(call).path("id").asText());
        platform.restore();
        return ApiReply.ok();
    }

    /** Not in the real API: a build that deploys here says where the database is that its config names. */
    private ApiReply tell(ApiCall call) {
        Optional<String> connection = Json.text(call.jsonObject(), "connection_string")
                .filter(c -> Origin.parse(c).isPresent());
        if (configs.tell(
                call.parameter("id"),
                connection.orElseThrow(() -> ApiError.invalid(
                        "The local connection string must be like postgres://user:password@host:port/database.")))) {
            platform.restore();
        }
        return ApiReply.ok();
    }
}
