package io.github.flaremaven.cloudflare.release;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.cloudflare.EmailApi;
import io.github.flaremaven.cloudflare.cloudflare.EmailApi.Change;
import java.util.List;
import java.util.stream.Collectors;

/** Leads the mail of addresses to a Worker. */
final class EmailRouting {
    private static final String CATCH_ALL = "*@";

    private final EmailApi api;
    private final String worker;
    private final String workerTag;

    /** {@code workerTag} is the Worker's id that does not change with its name. */
    EmailRouting(EmailApi api, String worker, String workerTag) {
        this.api = api;
        this.worker = worker;
        this.workerTag = workerTag;
    }

    /**
     * Adds and changes rules.
     *
     * @throws InputFailure when a rule would be taken from somebody, or one of the Worker's own would go: nothing is
     *     changed then
     */
    void publish(List<String> addresses) {
        List<Change> changes = api.plan(plan(addresses));
        List<Change> destructive =
                changes.stream().filter(Change::isDestructive).toList();
        if (!destructive.isEmpty()) {
            throw new InputFailure("rules for "
                    + destructive.stream().map(Change::target).collect(Collectors.joining(", "))
                    + " would be deleted or taken from somebody else, which the plugin does not do; change them in the "
                    + "dashboard, or correct \"addresses\"");
        }
        changes.forEach(this::apply);
    }

    private ObjectNode plan(List<String> addresses) {
        ObjectNode plan = Json.object().put("owner_worker_tag", workerTag);
        ArrayNode rules = plan.putArray("rules");
        ArrayNode catchAll = plan.putArray("catch_all_rules");
        for (String address : addresses) {
            if (isCatchAll(address)) {
                catchAll.addObject().put("target", address).set("rule", rule(address));
            } else {
                rules.add(rule(address));
            }
        }
        return plan;
    }

    private static boolean isCatchAll(String address) {
        return address.startsWith(CATCH_ALL) && address.length() > CATCH_ALL.length();
    }

    private ObjectNode rule(String target) {
        ObjectNode rule = Json.object();
        ObjectNode matcher = rule.putArray("matchers").addObject();
        if (isCatchAll(target)) {
            matcher.put("type", "all");
        } else {
            matcher.put("type", "literal").put("field", "to").put("value", target);
        }
        rule.putArray("actions").addObject().put("type", "worker").set("value", Json.array(List.of(worker)));
        return rule;
    }

    private void apply(Change change) {
        ObjectNode rule = rule(change.target())
                .put("enabled", true)
                .put("source", "wrangler")
                .put("owner_worker_tag", workerTag);
        if (isCatchAll(change.target())) {
            api.putRule(change.zone(), "catch_all", rule);
        } else if (change.ruleId().isPresent()) {
            api.putRule(change.zone(), change.ruleId().get(), rule);
        } else {
            api.addRule(change.zone(), rule);
        }
    }
}
