package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.state.Script;
import java.util.Optional;

/** Who calls, the account, and the zones it would have. */
final class AccountHandlers {
    private static final String SUBDOMAIN = "local";
    private static final String EMAIL = "local@example.com";

    private final Platform platform;

    AccountHandlers(Platform platform) {
        this.platform = platform;
    }

    void register(ApiRoutes routes) {
        routes.add(
                "GET",
                "/user",
                c -> ApiReply.ok(Json.object().put("id", LocalApi.ACCOUNT_ID).put("email", EMAIL)));
        routes.add("GET", "/user/tokens/verify", c -> ApiReply.ok(token()));
        routes.add("GET", "/accounts", c -> onePage(Json.array().add(account(LocalApi.ACCOUNT_ID))));
        routes.add("GET", "/accounts/{account}", c -> ApiReply.ok(account(c.parameter("account"))));
        routes.add("GET", "/accounts/{account}/tokens/verify", c -> ApiReply.ok(token()));
        routes.add("GET", "/memberships", c -> onePage(Json.array().add(membership())));
        routes.add(
                "GET",
                "/accounts/{account}/workers/subdomain",
                c -> ApiReply.ok(Json.object().put("subdomain", SUBDOMAIN)));
        routes.add("GET", "/accounts/{account}/queues", c -> onePage(Json.array()));
        routes.add("GET", "/zones", this::zones);
        routes.add("GET", "/zones/{zone}/workers/routes", this::routes);
    }

    private static ObjectNode token() {
        return Json.object().put("id", "local").put("status", "active");
    }

    private static ObjectNode account(String id) {
        return Json.object().put("id", id).put("name", "Embedded Cloudflare").put("type", "standard");
    }

    private static ObjectNode membership() {
        ObjectNode membership = Json.object().put("id", "local").put("status", "accepted");
        membership.set("account", account(LocalApi.ACCOUNT_ID));
        membership.set("roles", Json.array().add("Super Administrator - All Privileges"));
        return membership;
    }

    private static ApiReply onePage(ArrayNode items) {
        return ApiReply.page(
                items,
                Json.object()
                        .put("page", 1)
                        .put("per_page", 50)
                        .put("count", items.size())
                        .put("total_count", items.size()));
    }

    /** The domains in a config are those of the real account, so each registrable name counts as a zone here. */
    private ApiReply zones(ApiCall call) {
        ArrayNode zones = Json.array();
        Optional<String> name = call.queryValue("name");
        name.filter(n -> n.split("\\.").length == 2)
                .ifPresent(n -> zones.addObject()
                        .put("id", Bytes.of(n).digest("MD5"))
                        .put("name", n)
                        .put("status", "active"));
        return onePage(zones);
    }

    private ApiReply routes(ApiCall call) {
        ArrayNode routes = Json.array();
        for (Script script : platform.scripts().all()) {
            Json.items(script.triggers(), "routes").forEach(route -> {
                String pattern = route.path("pattern").asText();
                routes.addObject()
                        .put("id", Bytes.of(pattern).digest("MD5"))
                        .put("pattern", pattern)
                        .put("script", script.name());
            });
        }
        return onePage(routes);
    }
}
