package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Json;
import java.util.Optional;

/** Who calls, the account, and the zones it would have. */
final class AccountHandlers {
    private static final String SUBDOMAIN = "local";
    private static final String EMAIL = "local@example.com";

    void register(ApiRoutes routes) {
        routes.add(
                "GET",
                "/user",
                c -> ApiReply.ok(Json.object().put("id", LocalApi.ACCOUNT_ID).put("email", EMAIL)));
        routes.add("GET", "/user/tokens/verify", c -> ApiReply.ok(token()));
        routes.add("GET", "/accounts", c -> ApiReply.list(Json.array().add(account(LocalApi.ACCOUNT_ID))));
        routes.add("GET", "/accounts/{account}", c -> ApiReply.ok(account(c.parameter("account"))));
        routes.add("GET", "/accounts/{account}/tokens/verify", c -> ApiReply.ok(token()));
        routes.add("GET", "/memberships", c -> ApiReply.list(Json.array().add(membership())));
        routes.add(
                "GET",
                "/accounts/{account}/workers/subdomain",
                c -> ApiReply.ok(Json.object().put("subdomain", SUBDOMAIN)));
        routes.add("GET", "/zones", AccountHandlers::zones);
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

    /** The domains in a config are those of the real account, so each registrable name counts as a zone here. */
    private static ApiReply zones(ApiCall call) {
        ArrayNode zones = Json.array();
        Optional<String> name = call.queryValue("name");
        name.filter(n -> n.split("\\.").length == 2)
                .ifPresent(n -> zones.addObject()
                        .put("id", Bytes.of(n).digest("MD5"))
                        .put("name", n)
                        .put("status", "active"));
        return ApiReply.list(zones);
    }
}
