package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.state.Deployment;
import io.github.flaremaven.cloudflare.local.state.DispatchName;
import io.github.flaremaven.cloudflare.local.state.Resources.Kind;
import io.github.flaremaven.cloudflare.local.state.Script;
import io.github.flaremaven.cloudflare.local.state.Version;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** Dispatch namespaces and the user Workers in them, of which each has one version only: the one uploaded last. */
final class DispatchHandlers {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}");

    private final Platform platform;
    private final VersionBuilder builder;

    DispatchHandlers(Platform platform, VersionBuilder builder) {
        this.platform = platform;
        this.builder = builder;
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
        routes.add("GET", one + "/scripts", this::workers);
        routes.add("GET", script, c -> ApiReply.ok(shown(worker(c))));
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
                .filter(n -> NAME.matcher(n).matches())
                .orElseThrow(() -> ApiError.invalid("The dispatch namespace must have a \"name\" of letters, digits, "
                        + "dots, dashes and underscores."));
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

    /** Its Workers go along. */
    private ApiReply rename(ApiCall call) {
        String name = name(call);
        return platform.exclusively(() -> {
            ObjectNode renamed = namespace(call).put("namespace_name", name);
            for (Script worker : workersOf(call.parameter("namespace"))) {
                String plain = DispatchName.parse(worker.name())
                        .map(DispatchName::worker)
                        .orElse("");
                platform.dispatched().put(worker.named(new DispatchName(name, plain).toString()));
                platform.dispatched().remove(worker.name());
            }
            platform.restore();
            return ApiReply.ok(platform.resources()
                    .put(Kind.DISPATCH_NAMESPACE, renamed.path("namespace_id").asText(), renamed));
        });
    }

    /** Its Workers are gone with it. */
    private ApiReply delete(ApiCall call) {
        ObjectNode namespace = namespace(call);
        workersOf(call.parameter("namespace")).forEach(platform::remove);
        platform.resources()
                .remove(Kind.DISPATCH_NAMESPACE, namespace.path("namespace_id").asText());
        return ApiReply.ok();
    }

    private List<Script> workersOf(String namespace) {
        return platform.dispatched().all().stream()
                .filter(s -> DispatchName.parse(s.name())
                        .filter(n -> n.namespace().equals(namespace))
                        .isPresent())
                .toList();
    }

    private static String key(ApiCall call) {
        return new DispatchName(call.parameter("namespace"), call.parameter("script")).toString();
    }

    private Script worker(ApiCall call) {
        namespace(call);
        return platform.dispatched()
                .find(key(call))
                .orElseThrow(
                        () -> new ApiError(404, 10092, "The Worker could not be found in the dispatch namespace."));
    }

    private ApiReply workers(ApiCall call) {
        namespace(call);
        ArrayNode all = Json.array();
        workersOf(call.parameter("namespace")).forEach(w -> all.add(script(w)));
        return ApiReply.list(all);
    }

    private ApiReply putWorker(ApiCall call) {
        namespace(call);
        if (!NAME.matcher(call.parameter("script")).matches()) {
            throw new ApiError(400, 10016, "Invalid Worker name \"" + call.parameter("script") + "\".");
        }
        Upload upload = Upload.read(call, platform.now());
        return platform.exclusively(() -> {
            Script before = platform.dispatched()
                    .find(key(call))
                    .orElseGet(() -> Script.create(key(call), Platform.newTag(), platform.now()));
            Migrations.Result migrated = Migrations.apply(before, upload.metadata(), platform.scripts());
            Version version = builder.build(
                    upload, migrated.script(), VersionHandlers.isStrict(call), VersionHandlers.source(call));
            Deployment deployment = new Deployment(
                    Platform.newId(),
                    platform.now(),
                    VersionHandlers.source(call),
                    Json.object(),
                    List.of(new Deployment.Share(version.id(), 100)));
            Script changed = migrated.script().withOnly(version, deployment);
            Duration took = platform.changeCode(changed, migrated.others());
            return ApiReply.ok(
                    script(changed).put("deployment_id", Platform.newTag()).put("startup_time_ms", took.toMillis()));
        });
    }

    private ApiReply deleteWorker(ApiCall call) {
        platform.remove(worker(call));
        return ApiReply.ok();
    }

    private ApiReply settings(ApiCall call) {
        return ApiReply.ok(Json.object().set("bindings", bindings(worker(call))));
    }

    private static ArrayNode bindings(Script worker) {
        return worker.latestVersion().map(Rendering::bindings).orElseGet(Json::array);
    }

    private static ObjectNode script(Script worker) {
        ObjectNode script = Json.object();
        script.put(
                "id",
                DispatchName.parse(worker.name()).map(DispatchName::worker).orElse(""));
        script.put("tag", worker.tag());
        worker.current().ifPresent(d -> script.put("modified_on", d.createdOn().toString()));
        worker.migrationTag().ifPresent(t -> script.put("migration_tag", t));
        return script;
    }

    private static ObjectNode shown(Script worker) {
        ObjectNode shown = Json.object();
        DispatchName.parse(worker.name()).ifPresent(n -> shown.put("dispatch_namespace", n.namespace()));
        shown.set("script", script(worker));
        shown.set("bindings", bindings(worker));
        ObjectNode modules = shown.putObject("modules");
        worker.latestVersion().stream()
                .flatMap(v -> v.modules().stream())
                .forEach(m -> modules.put(m.name(), m.sha256()));
        return shown;
    }
}
