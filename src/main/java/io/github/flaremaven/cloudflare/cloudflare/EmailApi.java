package io.github.flaremaven.cloudflare.cloudflare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.cloudflare.http.ApiClient;
import io.github.flaremaven.cloudflare.cloudflare.http.Body;
import io.github.flaremaven.cloudflare.cloudflare.http.Call;
import io.github.flaremaven.cloudflare.cloudflare.http.Urls;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rules that route e-mail. */
public final class EmailApi {
    private final ApiClient client;
    private final String account;

    EmailApi(ApiClient client, String account) {
        this.client = client;
        this.account = account;
    }

    /**
     * What is to be changed so that a Worker has its addresses.
     *
     * @param target an address, or {@code *@} and a domain for all that no other rule takes
     * @param type {@code added}, {@code updated}, {@code deleted} or {@code conflict}: the rule is somebody else's
     * @param ruleId absent for what is added
     */
    public record Change(String zone, String target, String type, Optional<String> ruleId) {
        /** Whether it takes a rule away. */
        public boolean isDestructive() {
            return type.equals("deleted") || type.equals("conflict");
        }
    }

    /** Compares; nothing is changed. */
    public List<Change> plan(ObjectNode wanted) {
        Call call = new Call(
                "compare the e-mail addresses",
                "POST",
                account + "/email/routing/rules/plan",
                Map.of(),
                Map.of(),
                Body.json(wanted),
                Call.Repeat.ALWAYS,
                Call.SHORT);
        List<Change> changes = new ArrayList<>();
        for (JsonNode zone : client.get(call).path("zones")) {
            Json.items(zone, "changes")
                    .forEach(c -> changes.add(new Change(
                            zone.path("zone_id").asText(),
                            c.path("target").asText(),
                            c.path("type").asText(),
                            Json.text(c.path("remote"), "id"))));
        }
        return changes;
    }

    public void addRule(String zone, ObjectNode rule) {
        client.write(Call.once("add an e-mail rule", "POST", rules(zone), Body.json(rule)));
    }

    /** {@code id} may be {@code catch_all}. */
    public void putRule(String zone, String id, ObjectNode rule) {
        client.write(Call.set("set an e-mail rule", "PUT", rules(zone) + "/" + Urls.encode(id), Body.json(rule)));
    }

    private static String rules(String zone) {
        return "/zones/" + Urls.encode(zone) + "/email/routing/rules";
    }
}
