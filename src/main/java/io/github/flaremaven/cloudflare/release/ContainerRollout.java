package io.github.flaremaven.cloudflare.release;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.ApiFailure;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.Pause;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import io.github.flaremaven.cloudflare.cloudflare.CloudflareApi;
import io.github.flaremaven.cloudflare.cloudflare.WorkerApi;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Gives the Durable Objects of a Worker their containers, with the calls that wrangler makes for images of a registry. */
final class ContainerRollout {
    private static final int NOT_THERE_YET = 100146;
    private static final int ATTEMPTS = 5;
    private static final Duration WAIT = Duration.ofMillis(500);

    private final WorkerConfig config;
    private final CloudflareApi api;
    private final WorkerApi worker;
    private final Optional<String> dispatchNamespace;
    private final Pause pause;

    ContainerRollout(ReleaseRequest request, CloudflareApi api, Pause pause) {
        this.config = request.config();
        this.api = api;
        this.worker = request.worker(api);
        this.dispatchNamespace = request.dispatchNamespace();
        this.pause = pause;
    }

    /** Those that this class rolls out. */
    List<ContainerApplication> containers() {
        return ContainerApplication.of(config).stream()
                .filter(c -> !c.followsObject())
                .toList();
    }

    /**
     * Looks at the config only, before anything is uploaded.
     *
     * @param warnings gets a sentence about each container that is not rolled out
     * @throws InputFailure for a container that cannot be
     */
    void check(Consumer<String> warnings) {
        ContainerApplication.of(config).stream()
                .filter(ContainerApplication::followsObject)
                .forEach(c -> warnings.accept("the container " + c.name()
                        + " is left as it is, because this plugin does not roll out containers with scheduling_policy = "
                        + "\"durable_object\"; wrangler does"));
        containers().forEach(this::check);
    }

    private void check(ContainerApplication container) {
        if (container.isBuilt()) {
            throw new InputFailure("the container " + container.name() + " is to be built from " + container.image()
                    + ", which needs Docker and which this plugin does not do; push the image to a registry and name it, "
                    + "with its tag, under \"image\"");
        }
        container.foreignOwner().ifPresent(owner -> {
            throw new InputFailure("the container " + container.name() + " is run by the Durable Object "
                    + container.className() + " of the Worker " + owner + "; configure it there");
        });
        if (!container.hasClass()) {
            throw new InputFailure("the container " + container.name() + " is run by the Durable Object "
                    + container.className()
                    + ", which the config neither binds nor declares; add a migration for the class");
        }
        registry().resolve(container.image());
    }

    /**
     * Makes the application, or changes the one that is there where it differs.
     *
     * @param versionId the version that is live
     * @return what was done, in words for people
     */
    String publish(ContainerApplication container, String versionId) {
        String namespace = namespace(container, versionId);
        Optional<JsonNode> before = api.containers().find(container.name());
        if (before.isEmpty()) {
            api.containers().create(ContainerChange.creation(container, namespace, registry()));
            return "new";
        }
        refuseForeign(container, before.get(), namespace);
        ContainerChange change = ContainerChange.between(before.get(), container, namespace, registry());
        if (change.isNone()) {
            return "unchanged";
        }
        if (container.isLeftAlone()) {
            return "differs and is left alone, because rollout_kind is none";
        }
        api.containers().change(before.get(), change.fields());
        if (change.needsRollout()) {
            api.containers()
                    .rollOut(
                            before.get(),
                            new ContainerRequests(container)
                                    .rollout(change.fields().path("configuration")));
            return "changed, rolling out";
        }
        return "changed";
    }

    private ContainerRegistry registry() {
        return ContainerRegistry.of(config.complianceRegion(), api.account().id());
    }

    /** A dry run has no version that could tell the namespace. */
    private static void refuseForeign(ContainerApplication container, JsonNode before, String namespace) {
        String owner = before.path("durable_objects").path("namespace_id").asText();
        if (!namespace.equals(WorkerApi.DRY_ID) && !owner.equals(namespace)) {
            throw new InputFailure("the container application " + container.name() + " belongs to "
                    + (owner.isEmpty() ? "no Durable Object" : "other Durable Objects (namespace " + owner + ")")
                    + "; give the container another name, or delete the application");
        }
    }

    private String namespace(ContainerApplication container, String versionId) {
        if (versionId.equals(WorkerApi.DRY_ID)) {
            return WorkerApi.DRY_ID;
        }
        Optional<String> namespace = container.isBound() && dispatchNamespace.isEmpty()
                ? ofVersion(container.className(), versionId)
                : api.containers().objectNamespace(worker.name(), container.className(), dispatchNamespace);
        return namespace.orElseThrow(
                () -> new InputFailure("the account knows no Durable Objects of the class " + container.className()
                        + " of " + worker.name() + ", which the container " + container.name() + " needs"));
    }

    private Optional<String> ofVersion(String className, String versionId) {
        return Json.items(readVersion(versionId).path("resources"), "bindings")
                .filter(b -> b.path("type").asText().equals("durable_object_namespace"))
                .filter(b -> b.path("class_name").asText().equals(className))
                .filter(b -> b.path("script_name").asText(worker.name()).equals(worker.name()))
                .flatMap(b -> Json.text(b, "namespace_id").stream())
                .findFirst();
    }

    /** A version that was just uploaded cannot be read everywhere at once. */
    private JsonNode readVersion(String versionId) {
        for (int attempt = 1; ; attempt++) {
            try {
                return worker.version(versionId).details();
            } catch (ApiFailure failure) {
                if (!failure.hasCode(NOT_THERE_YET) || attempt == ATTEMPTS) {
                    throw failure;
                }
            }
            try {
                pause.last(WAIT);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ToolFailure("interrupted while the containers of " + worker.name() + " were rolled out", e);
            }
        }
    }
}
