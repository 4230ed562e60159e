package io.github.flaremaven.cloudflare.config.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * How the Durable Object classes of a Worker come and go: by a list of {@code migrations}, or declared in
 * {@code exports}; never both.
 *
 * @param exports as the config has it, in the API's order (Worker, Durable Object, Workflow); may be empty
 */
public record Lifecycle(List<Migration> migrations, ObjectNode exports) {

    /** One entry of {@code migrations}. {@code step} is what the API gets: the entry without its tag. */
    public record Migration(String tag, ObjectNode step) {}

    /** The tag that a Worker with all migrations applied has. */
    public Optional<String> lastTag() {
        return migrations.isEmpty()
                ? Optional.empty()
                : Optional.of(migrations.get(migrations.size() - 1).tag());
    }

    public boolean hasExports() {
        return !exports.isEmpty();
    }

    /** Whether an export declares a Durable Object; such a Worker cannot take the versions path. */
    public boolean hasDurableObjectExports() {
        return hasExport("durable-object");
    }

    public boolean hasWorkflowExports() {
        return hasExport("workflow");
    }

    private boolean hasExport(String type) {
        for (JsonNode export : exports) {
            if (type.equals(export.path("type").asText())) {
                return true;
            }
        }
        return false;
    }
}
