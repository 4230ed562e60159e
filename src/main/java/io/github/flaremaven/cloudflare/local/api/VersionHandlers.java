package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.state.Deployment;
import io.github.flaremaven.cloudflare.local.state.Deployment.Share;
import io.github.flaremaven.cloudflare.local.state.Script;
import io.github.flaremaven.cloudflare.local.state.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Uploads, versions and deployments. */
final class VersionHandlers {
    private static final Pattern NAME = Pattern.compile("[a-z0-9_][a-z0-9_-]{0,62}");
    private static final int MOST_LISTED = 100;
    private static final int LISTED = 20;

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
        routes.add("GET", script + "/deployments/{deployment}", this::deployment);
        routes.add("POST", script + "/deployments", this::deploy);
    }

    /** Uploads and deploys at once; makes the Worker where there is none. */
    private ApiReply put(ApiCall call) {
        String name = call.parameter("script");
        if (!NAME.matcher(name).matches()) {
            throw new ApiError(
                    400,
                    10016,
                    "Invalid Worker name \"" + name + "\": it may have lower-case letters, digits, - and _.");
        }
        Upload upload = Upload.read(call, platform.now());
        return platform.exclusively(() -> {
            Script script = platform.scripts()
                    .find(name)
                    .orElseGet(() -> Script.create(name, Platform.newTag(), platform.now()));
            Migrations.Result migrated = Migrations.apply(script, upload.metadata(), platform.scripts());
            Version version = builder.build(upload, migrated.script(), isStrict(call), source(call));
            Deployment deployment = newDeployment(List.of(new Share(version.id(), 100)), Json.object(), source(call));
            Script changed = withSettings(migrated.script(), upload.metadata())
                    .plus(version)
                    .plus(deployment);
            Duration took = platform.changeCode(changed, migrated.others());
            ObjectNode result = Rendering.scriptSummary(changed);
            result.put("deployment_id", version.id().replace("-", ""));
            result.put("startup_time_ms", took.toMillis());
            return ApiReply.ok(result);
        });
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
        return platform.exclusively(() -> {
            Script script = platform.script(call.parameter("script"));
            Version version = builder.build(upload, script, isStrict(call), source(call));
            Script changed = script.plus(version);
            Duration took = platform.changeCode(changed, List.of());
            ObjectNode result = Rendering.version(changed, version);
            result.put("startup_time_ms", took.toMillis());
            return ApiReply.ok(result);
        });
    }

    /** Newest first: all that can be deployed, or a page. */
    private ApiReply versions(ApiCall call) {
        Script script = platform.script(call.parameter("script"));
        List<Version> newestFirst = new ArrayList<>(script.versions());
        Collections.reverse(newestFirst);
        Paging paging = Paging.of(call, LISTED, MOST_LISTED);
        ArrayNode items = Json.array();
        if (call.isTrue("deployable")) {
            newestFirst.forEach(v -> items.add(Rendering.version(script, v)));
            return ApiReply.ok(Json.object().set("items", items));
        }
        paging.cut(newestFirst).forEach(v -> items.add(Rendering.version(script, v)));
        return ApiReply.page(Json.object().set("items", items), paging.info(items.size(), newestFirst.size()));
    }

    private ApiReply version(ApiCall call) {
        Script script = platform.script(call.parameter("script"));
        return ApiReply.ok(script.version(call.parameter("version"))
                .map(v -> Rendering.version(script, v))
                .orElseThrow(ApiError::versionNotFound));
    }

    private ApiReply deployments(ApiCall call) {
        List<Deployment> newestFirst =
                new ArrayList<>(platform.script(call.parameter("script")).deployments());
        Collections.reverse(newestFirst);
        ArrayNode list = Json.array();
        newestFirst.forEach(d -> list.add(Rendering.deployment(d)));
        return ApiReply.ok(Json.object().set("deployments", list));
    }

    private ApiReply deployment(ApiCall call) {
        return platform.script(call.parameter("script")).deployments().stream()
                .filter(d -> d.id().equals(call.parameter("deployment")))
                .findFirst()
                .map(d -> ApiReply.ok(Rendering.deployment(d)))
                .orElseThrow(() -> new ApiError(404, 100147, "The requested deployment could not be found."));
    }

    private ApiReply deploy(ApiCall call) {
        ObjectNode body = call.jsonObject();
        return platform.exclusively(() -> {
            Script script = platform.script(call.parameter("script"));
            List<Share> shares = Shares.read(script, body);
            if (!call.isTrue("force")) {
                Shares.refuseChangedSecrets(script, shares);
            }
            ObjectNode annotations =
                    body.path("annotations") instanceof ObjectNode given ? given.deepCopy() : Json.object();
            annotations.put("workers/triggered_by", isRollback(script, shares) ? "rollback" : "deployment");
            Deployment deployment = newDeployment(shares, annotations, source(call));
            platform.changeCode(script.plus(deployment), List.of());
            return ApiReply.ok(Rendering.deployment(deployment));
        });
    }

    /** Whether one older version takes all traffic from the one that leads. */
    private static boolean isRollback(Script script, List<Share> shares) {
        Optional<Long> present = script.leadingVersion().map(Version::number);
        Optional<Long> wanted = script.version(shares.get(0).versionId()).map(Version::number);
        return shares.size() == 1 && present.isPresent() && wanted.isPresent() && wanted.get() < present.get();
    }

    private Deployment newDeployment(List<Share> shares, ObjectNode annotations, String source) {
        return new Deployment(Platform.newId(), platform.now(), source, annotations, shares);
    }

    /** Settings that an upload carries but that belong to no version. */
    private static Script withSettings(Script script, ObjectNode metadata) {
        ObjectNode settings = script.settings().deepCopy();
        for (String key : List.of("logpush", "observability", "tail_consumers", "streaming_tail_consumers")) {
            if (metadata.has(key)) {
                settings.set(key, metadata.get(key));
            }
        }
        return script.withSettings(settings);
    }

    static boolean isStrict(ApiCall call) {
        return call.queryValue("bindings_inherit").filter("strict"::equals).isPresent();
    }

    /** As the real API tells them apart: by the product token of the client. */
    static String source(ApiCall call) {
        String agent = call.header("user-agent").orElse("");
        return agent.startsWith("wrangler/")
                ? "wrangler"
                : agent.startsWith("cloudflare-maven-plugin-dev/")
                        ? Version.DEVELOPMENT
                        : agent.startsWith("cloudflare-maven-plugin/") ? "maven" : "api";
    }
}
