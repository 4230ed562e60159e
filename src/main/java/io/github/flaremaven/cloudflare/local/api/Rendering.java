package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.state.Deployment;
import io.github.flaremaven.cloudflare.local.state.Script;
import io.github.flaremaven.cloudflare.local.state.Version;

/** Shows state as the API does. Values of secrets are never shown. */
final class Rendering {
    private static final String AUTHOR = "local@example.com";

    private Rendering() {}

    static ObjectNode version(Script script, Version version) {
        ObjectNode json = Json.object();
        json.put("id", version.id());
        json.put("number", version.number());
        ObjectNode metadata = json.putObject("metadata");
        metadata.put("created_on", version.createdOn().toString());
        metadata.put("modified_on", version.createdOn().toString());
        metadata.put("source", version.source());
        metadata.put("author_id", "");
        metadata.put("author_email", AUTHOR);
        metadata.put("has_preview", script.subdomain().path("previews_enabled").asBoolean());
        json.set("annotations", version.annotations());
        ObjectNode resources = json.putObject("resources");
        resources.set("bindings", bindings(version));
        ObjectNode code = resources.putObject("script");
        code.put("etag", version.etag());
        code.putNull("handlers"); // workerd does not tell what a Worker exports
        code.put("last_deployed_from", version.source());
        ObjectNode runtime = resources.putObject("script_runtime");
        version.compatibilityDate().ifPresent(d -> runtime.put("compatibility_date", d));
        runtime.set("compatibility_flags", Json.array(version.compatibilityFlags()));
        runtime.put("usage_model", "standard");
        runtime.set(
                "limits",
                version.metadata().path("limits").isObject()
                        ? version.metadata().path("limits")
                        : Json.object());
        return json;
    }

    static ArrayNode bindings(Version version) {
        ArrayNode list = Json.array();
        for (JsonNode binding : version.bindings()) {
            ObjectNode shown = binding.deepCopy();
            if (binding.path("type").asText().startsWith("secret_")) {
                shown.retain("name", "type");
            }
            list.add(shown);
        }
        return list;
    }

    static ObjectNode deployment(Deployment deployment) {
        ObjectNode json = Json.object();
        json.put("id", deployment.id());
        json.put("source", deployment.source());
        json.put("strategy", "percentage");
        json.put("author_email", AUTHOR);
        json.put("created_on", deployment.createdOn().toString());
        json.set("annotations", deployment.annotations());
        ArrayNode versions = json.putArray("versions");
        deployment
                .shares()
                .forEach(s ->
                        versions.addObject().put("version_id", s.versionId()).put("percentage", s.percentage()));
        return json;
    }

    /** {@code GET …/workers/services/NAME}. */
    static ObjectNode service(Script script) {
        ObjectNode json = Json.object();
        json.put("id", script.name());
        json.put("created_on", script.createdOn().toString());
        ObjectNode environment = json.putObject("default_environment");
        environment.put("environment", "production");
        environment.set("script", scriptSummary(script));
        return json;
    }

    static ObjectNode scriptSummary(Script script) {
        ObjectNode json = Json.object();
        json.put("id", script.name());
        json.put("tag", script.tag());
        json.set(
                "tags",
                script.settings().path("tags").isArray() ? script.settings().path("tags") : Json.array());
        script.migrationTag().ifPresent(t -> json.put("migration_tag", t));
        json.put("created_on", script.createdOn().toString());
        script.shownVersion().ifPresent(v -> {
            json.put("etag", v.etag());
            json.put("modified_on", v.createdOn().toString());
            json.put("last_deployed_from", v.source());
            v.compatibilityDate().ifPresent(d -> json.put("compatibility_date", d));
            json.set("compatibility_flags", Json.array(v.compatibilityFlags()));
            json.put("has_assets", v.assets().isPresent());
            json.put("has_modules", !v.script());
        });
        json.put("usage_model", "standard");
        return json;
    }
}
