package io.github.flaremaven.cloudflare.local.state;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.state.Resources.Kind;
import java.util.List;
import java.util.Optional;

/**
 * A Workflow as it was set up through the API.
 *
 * @param script the Worker that has its class
 * @param stepLimit most steps of an instance
 * @param retention {@code success_retention} and {@code error_retention} of its instances, as the API takes them
 */
public record Workflow(
        String name, String script, String className, Optional<Integer> stepLimit, Optional<JsonNode> retention) {

    /** All of the account. */
    public static List<Workflow> of(Resources resources) {
        return resources.all(Kind.WORKFLOW).stream().map(Workflow::fromJson).toList();
    }

    private static Workflow fromJson(JsonNode json) {
        return new Workflow(
                json.path("name").asText(),
                json.path("script_name").asText(),
                json.path("class_name").asText(),
                Optional.ofNullable(json.path("limits").get("steps"))
                        .filter(JsonNode::isIntegralNumber)
                        .map(JsonNode::asInt),
                Optional.of(json.path("default_retention")).filter(JsonNode::isObject));
    }

    /** The class by which a version has it: that of its own binding, which may be ahead of the API's, or the API's. */
    public Optional<String> boundClass(Version version) {
        return version.bindings().stream()
                .filter(b -> b.path("type").asText().equals("workflow")
                        && b.path("workflow_name").asText().equals(name)
                        && Json.text(b, "script_name").orElse(script).equals(script))
                .flatMap(b -> Json.text(b, "class_name").stream())
                .findFirst();
    }
}
