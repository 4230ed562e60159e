package io.github.flaremaven.cloudflare.config.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A Worker in one environment, as the config, the POM and the command line together say it. Objects that the API gets as
 * they stand in the file (observability, limits and the like) are kept as JSON: their shape is Cloudflare's, and a key
 * that is newer than this plugin still reaches the API.
 *
 * @param file the config file, absent when everything came from the build
 * @param projectRoot the folder that paths in bundles and source maps are relative to
 * @param name the Worker's name, with the environment's suffix where wrangler adds one
 * @param topLevelName the name without suffix
 * @param environment the chosen environment; absent for the top level
 * @param environments all environments the config defines, in its order
 * @param main the entry module; absent for a Worker that is only assets
 * @param compatibilityDate {@code YYYY-MM-DD}
 * @param crons absent: leave schedules alone; empty: remove all
 * @param workersDev absent: on when there are no routes
 * @param requiredSecrets names under {@code secrets.required}: secrets that the Worker must have
 */
public record WorkerConfig(
        Optional<Path> file,
        Path projectRoot,
        String name,
        Optional<String> topLevelName,
        Optional<String> environment,
        List<String> environments,
        Optional<String> accountId,
        Optional<Path> main,
        Optional<String> compatibilityDate,
        List<String> compatibilityFlags,
        Bundling bundling,
        CustomBuild build,
        List<Binding> bindings,
        List<String> requiredSecrets,
        Optional<Boolean> workersDev,
        Optional<Boolean> previewUrls,
        List<Route> routes,
        Optional<List<String>> crons,
        Optional<ArrayNode> eventTriggers,
        Optional<ObjectNode> limits,
        Optional<ObjectNode> placement,
        Optional<ObjectNode> observability,
        Optional<ObjectNode> cache,
        Optional<Boolean> logpush,
        Optional<ArrayNode> tailConsumers,
        Optional<ArrayNode> streamingTailConsumers,
        Lifecycle lifecycle,
        Optional<ObjectNode> codeUpdateStrategy,
        List<QueueConsumer> queueConsumers,
        List<WorkflowDefinition> workflows,
        Optional<Assets> assets,
        Optional<Site> site,
        Optional<ArrayNode> containers,
        Optional<ObjectNode> unsafeMetadata,
        Optional<JsonNode> unsafeCapnp,
        List<String> addresses,
        Optional<String> complianceRegion,
        boolean firstPartyWorker,
        boolean keepVars) {

    /** The same with other bindings, among which are the secrets that it requires. */
    public WorkerConfig withBindings(List<Binding> newBindings) {
        return new WorkerConfig(
                file,
                projectRoot,
                name,
                topLevelName,
                environment,
                environments,
                accountId,
                main,
                compatibilityDate,
                compatibilityFlags,
                bundling,
                build,
                newBindings,
                List.of(),
                workersDev,
                previewUrls,
                routes,
                crons,
                eventTriggers,
                limits,
                placement,
                observability,
                cache,
                logpush,
                tailConsumers,
                streamingTailConsumers,
                lifecycle,
                codeUpdateStrategy,
                queueConsumers,
                workflows,
                assets,
                site,
                containers,
                unsafeMetadata,
                unsafeCapnp,
                addresses,
                complianceRegion,
                firstPartyWorker,
                keepVars);
    }

    /** Routes that are no custom domain. */
    public List<Route> plainRoutes() {
        return routes.stream().filter(r -> !r.customDomain()).toList();
    }

    public List<Route> customDomains() {
        return routes.stream().filter(Route::customDomain).toList();
    }

    /** Whether the Worker is to answer at its workers.dev address. */
    public boolean wantsWorkersDev() {
        return workersDev.orElse(routes.isEmpty());
    }
}
