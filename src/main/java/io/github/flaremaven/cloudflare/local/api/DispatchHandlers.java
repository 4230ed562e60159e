package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.state.Resources.Kind;

/** Dispatch namespaces and the user Workers in them. Those are checked and kept as far as the form tells: none runs, and of their code only the hash is kept. */
final class DispatchHandlers {
    private final Platform platform;

    DispatchHandlers(Platform platform) {
        this.platform = platform;
    }

    void register(ApiRoutes routes) {
        String all = "/accounts/{account}/workers/dispatch/namespaces";
        String one = all + "/{namespace}";
        String script = one + "/scripts/{script}";
        routes.add("GET", all, this::list);
        routes.add("POST", all, this::create);
        routes.add("GET", one, c -> ApiReply.ok(namespace(c)));
        routes.add("PUT", one, this::rename);
        routes.add("DELETE", one, this::delete);
        routes.add("GET", script, c -> ApiReply.ok(worker(c)));
        routes.add("PUT", script, this::putWorker);
        routes.add("DELETE", script, this::deleteWorker);
        routes.add("GET", script + "/settings", this::settings);
    }

    private ObjectNode namespace(ApiCall call) {
        return platform.resources()
                .find(Kind.DISPATCH_NAMESPACE, "namespace_name", call.parameter("namespace"))
                .orElseThrow(() -> new ApiError(404, 100119, "The dispatch namespace could not be found."));
    }

    private ApiReply list(ApiCall call) {
        ArrayNode all = Json.array();
        platform.resources().all(Kind.DISPATCH_NAMESPACE).forEach(all::add);
        return ApiReply.list(all);
    }

    private static String name(ApiCall call) {
        return Json.text(call.jsonObject(), "name")
                .filter(n -> !n.isEmpty())
                .orElseThrow(() -> ApiError.invalid("The dispatch namespace must have a \"name\"."));
    }

    private ApiReply create(ApiCall call) {
        String name = name(call);
        return platform.exclusively(() -> {
            if (platform.resources()
                    .find(Kind.DISPATCH_NAMESPACE, "namespace_name", name)
                    .isPresent()) {
                throw new ApiError(409, 100120, "A dispatch namespace with that name already exists.");
            }
            String id = Platform.newId();
            ObjectNode namespace = Json.object().put("namespace_id", id).put("namespace_name", name);
            namespace.put("created_on", platform.now().toString());
            return ApiReply.ok(platform.resources().put(Kind.DISPATCH_NAMESPACE, id, namespace));
        });
    }

    private ApiReply rename(ApiCall call) {
        ObjectNode renamed = namespace(call).put("namespace_name", name(call));
        return ApiReply.ok(platform.resources()
                .put(Kind.DISPATCH_NAMESPACE, renamed.path("namespace_id").asText(), renamed));
    }

    private ApiReply delete(ApiCall call) {
        platform.resources()
                .remove(
                        Kind.DISPATCH_NAMESPACE,
                        namespace(call).path("namespace_id").asText());
        return ApiReply.ok();
    }

    private static String key(ApiCall call) {
        return call.parameter("namespace") + "/" + call.parameter("script");
    }

    private ObjectNode worker(ApiCall call) {
        namespace(call);
        return platform.resources()
                .find(Kind.DISPATCHED_WORKER, key(call))
                .orElseThrow(
                        () -> new ApiError(404, 10092, "The Worker could not be found in the dispatch namespace."));
    }

    private ApiReply putWorker(ApiCall call) {
        namespace(call);
        Upload upload = Upload.read(call, platform.now());
        ObjectNode script = Json.object().put("id", call.parameter("script")).put("tag", Platform.newTag());
        script.put("modified_on", platform.now().toString());
        JsonNode tag = upload.metadata().path("migrations").path("new_tag");
        if (tag.isTextual()) {
            script.put("migration_tag", tag.textValue());
        }
        ObjectNode worker = Json.object().put("dispatch_namespace", call.parameter("namespace"));
        worker.set("script", script);
        worker.set("bindings", shown(upload.metadata().path("bindings")));
        ObjectNode modules = worker.putObject("modules");
        upload.modules().forEach(m -> modules.put(m.name(), m.content().digest("SHA-256")));
        platform.resources().put(Kind.DISPATCHED_WORKER, key(call), worker);
        return ApiReply.ok(
                script.deepCopy().put("deployment_id", Platform.newTag()).put("startup_time_ms", 0));
    }

    private ApiReply deleteWorker(ApiCall call) {
        worker(call);
        platform.resources().remove(Kind.DISPATCHED_WORKER, key(call));
        return ApiReply.ok();
    }

    private ApiReply settings(ApiCall call) {
        return ApiReply.ok(Json.object().set("bindings", worker(call).path("bindings")));
    }

    /** Values of secrets are not kept, as nothing here needs them. */
    private static ArrayNode shown(JsonNode bindings) {
        ArrayNode shown = Json.array();
        for (JsonNode binding : bindings) {
            ObjectNode copy = binding.deepCopy();
            if (copy.path("type").asText().startsWith("secret_")) {
                copy.retain("name", "type");
            }
            shown.add(copy);
        }
        return shown;
    }
}
