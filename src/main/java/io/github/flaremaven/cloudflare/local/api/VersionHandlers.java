package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.state.Deployment;
import io.github.flaremaven.cloudflare.local.state.Deployment.Share;
import io.github.flaremaven.cloudflare.local.state.Script;
import io.github.flaremaven.cloudflare.local.state.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Uploads, versions and deployments. */
final class VersionHandlers {
    private static final Pattern NAME = Pattern.compile("[a-z0-9_][a-z0-9_-]{0,62}");
    private static final double ROUNDING = 0.001;

    private final Platform platform;
    private final VersionBuilder builder;

    VersionHandlers(Platform platform, VersionBuilder builder) {
        this.platform = platform;
        this.builder = builder;
    }

    void register(ApiRoutes routes) {
        String script = "/accounts/{account}/workers/scripts/{script}";
        routes.add("PUT", script, this::put);
        routes.add("POST", script + "/versions", this::upload);
        routes.add("GET", script + "/versions", this::versions);
        routes.add("GET", script + "/versions/{version}", this::version);
        routes.add("GET", script + "/deployments", this::deployments);
        routes.add("POST", script + "/deployments", this::deploy);
    }

    /** Uploads and deploys at once; makes the Worker where there is none. */
    private ApiReply put(ApiCall call) {
        String name = call.parameter("script");
        if (!NAME.matcher(name).matches()) {
            throw new ApiError(400, 10016, "Invalid Worker name \"" + name + "\".");
        }
        Upload upload = Upload.read(call, platform.now());
        synchronized (platform) {
            Optional<Script> existing = platform.scripts().find(name);
            Script script = existing.orElseGet(() -> Script.create(name, Platform.newTag(), platform.now()));
            Script migrated = Migrations.apply(script, upload.metadata().path("migrations"));
            Version version = builder.build(upload, migrated, isStrict(call), source(call));
            Deployment deployment = deployment(List.of(new Share(version.id(), 100)), Json.object(), source(call));
            Script changed = platform.changeCode(
                    withSettings(migrated, upload.metadata()).plus(version).plus(deployment));
            ObjectNode result = Rendering.scriptSummary(changed);
            result.put("deployment_id", version.id().replace("-", ""));
            result.put("startup_time_ms", 1);
            return ApiReply.ok(result);
        }
    }

    private ApiReply upload(ApiCall call) {
        Upload upload = Upload.read(call, platform.now());
        if (upload.metadata().has("migrations")) {
            throw new ApiError(
                    400,
                    10211,
                    "Version upload failed. You attempted to upload a version of a Worker that includes a Durable Object "
                            + "migration, but migrations must be fully applied via a non-versioned deployment.");
        }
        synchronized (platform) {
            Script script = platform.script(call.parameter("script"));
            Version version = builder.build(upload, script, isStrict(call), source(call));
            Script changed = platform.changeCode(script.plus(version));
            ObjectNode result = Rendering.version(changed, version);
            result.put("startup_time_ms", 1);
            return ApiReply.ok(result);
        }
    }

    private ApiReply versions(ApiCall call) {
        Script script = platform.script(call.parameter("script"));
        ArrayNode items = Json.array();
        List<Version> versions = script.versions();
        for (int i = versions.size() - 1; i >= 0; i--) {
            items.add(Rendering.version(script, versions.get(i)));
        }
        return ApiReply.ok(Json.object().set("items", items));
    }

    private ApiReply version(ApiCall call) {
        Script script = platform.script(call.parameter("script"));
        return ApiReply.ok(Rendering.version(script, requireVersion(script, call.parameter("version"))));
    }

    private static Version requireVersion(Script script, String id) {
        return script.version(id).orElseThrow(() -> new ApiError(404, 100146, "The version " + id + " was not found."));
    }

    private ApiReply deployments(ApiCall call) {
        Script script = platform.script(call.parameter("script"));
        ArrayNode list = Json.array();
        List<Deployment> deployments = script.deployments();
        for (int i = deployments.size() - 1; i >= 0; i--) {
            list.add(Rendering.deployment(deployments.get(i)));
        }
        return ApiReply.ok(Json.object().set("deployments", list));
    }

    private ApiReply deploy(ApiCall call) {
        ObjectNode body = call.jsonObject();
        boolean force = call.queryValue("force").filter("true"::equals).isPresent();
        synchronized (platform) {
            Script script = platform.script(call.parameter("script"));
            List<Share> shares = shares(script, body);
            if (!force) {
                refuseChangedSecrets(script, shares);
            }
            ObjectNode annotations =
                    body.path("annotations") instanceof ObjectNode given ? given.deepCopy() : Json.object();
            annotations.put("workers/triggered_by", isRollback(script, shares) ? "rollback" : "deployment");
            Script changed = platform.changeCode(script.plus(deployment(shares, annotations, source(call))));
            return ApiReply.ok(Rendering.deployment(changed.current().orElseThrow()));
        }
    }

    private static List<Share> shares(Script script, ObjectNode body) {
        if (!body.path("strategy").asText().equals("percentage")) {
            throw new ApiError(400, 10002, "The strategy must be \"percentage\".");
        }
        List<Share> shares = new ArrayList<>();
        double sum = 0;
        for (JsonNode version : body.path("versions")) {
            String id =
                    requireVersion(script, version.path("version_id").asText()).id();
            double percentage = version.path("percentage").asDouble();
            if (percentage < 0
                    || percentage > 100
                    || shares.stream().anyMatch(s -> s.versionId().equals(id))) {
                throw new ApiError(400, 10002, "The share of the version " + id + " is not valid.");
            }
            shares.add(new Share(id, percentage));
            sum += percentage;
        }
        if (shares.isEmpty() || shares.size() > 2 || Math.abs(sum - 100) > ROUNDING) {
            throw new ApiError(
                    400,
                    10002,
                    "One or two versions must share 100 percent, found " + shares.size() + " with " + sum + ".");
        }
        return shares;
    }

    /** Going back to a version from before a change of secrets would bring the old secrets back. */
    private static void refuseChangedSecrets(Script script, List<Share> shares) {
        Optional<Version> latest = script.latestVersion();
        if (latest.isEmpty()) {
            return;
        }
        Set<String> changed = new TreeSet<>();
        for (Share share : shares) {
            Version version = requireVersion(script, share.versionId());
            Set<String> names = new TreeSet<>(version.secrets().keySet());
            names.addAll(latest.get().secrets().keySet());
            names.removeIf(n -> java.util.Objects.equals(
                    version.secrets().get(n), latest.get().secrets().get(n)));
            changed.addAll(names);
        }
        if (!changed.isEmpty()) {
            throw new ApiError(400, 10220, "The following secrets have changed: " + String.join(", ", changed));
        }
    }

    private static boolean isRollback(Script script, List<Share> shares) {
        String newest = script.current().map(Deployment::leadingVersion).orElse("");
        Optional<Version> current = script.version(newest);
        return shares.size() == 1
                && current.isPresent()
                && requireVersion(script, shares.get(0).versionId()).number()
                        < current.get().number();
    }

    private Deployment deployment(List<Share> shares, ObjectNode annotations, String source) {
        return new Deployment(Platform.newId(), platform.now(), source, annotations, shares);
    }

    /** Settings that an upload carries but that belong to no version. */
    private static Script withSettings(Script script, ObjectNode metadata) {
        ObjectNode settings = script.settings().deepCopy();
        for (String key : List.of("logpush", "observability", "tail_consumers")) {
            if (metadata.has(key)) {
                settings.set(key, metadata.get(key));
            }
        }
        return script.withSettings(settings);
    }

    private static boolean isStrict(ApiCall call) {
        return call.queryValue("bindings_inherit").filter("strict"::equals).isPresent();
    }

    /** As the real API tells them apart: by the product token of the client. */
    private static String source(ApiCall call) {
        String agent = call.header("user-agent").orElse("");
        return agent.startsWith("wrangler/")
                ? "wrangler"
                : agent.startsWith("cloudflare-maven-plugin/") ? "maven" : "api";
    }
}
