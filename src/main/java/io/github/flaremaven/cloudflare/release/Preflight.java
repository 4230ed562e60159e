package io.github.flaremaven.cloudflare.release;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Ahead;
import io.github.flaremaven.cloudflare.base.ApiFailure;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.cloudflare.CloudflareApi;
import io.github.flaremaven.cloudflare.cloudflare.Deployment;
import io.github.flaremaven.cloudflare.cloudflare.SecretApi;
import io.github.flaremaven.cloudflare.cloudflare.ServiceInfo;
import io.github.flaremaven.cloudflare.cloudflare.Subdomain;
import io.github.flaremaven.cloudflare.cloudflare.Version;
import io.github.flaremaven.cloudflare.cloudflare.WorkerApi;
import io.github.flaremaven.cloudflare.config.model.Binding;
import io.github.flaremaven.cloudflare.config.model.QueueConsumer;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import io.github.flaremaven.cloudflare.config.model.WorkflowDefinition;
import io.github.flaremaven.cloudflare.release.CustomDomains.Replacing;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Looks at the account before anything is changed, and refuses what would take something from somebody: the owner of a
 * domain, a gradual deployment, a Workflow, secrets.
 */
final class Preflight {
    private static final int NOT_ALLOWED = 10000;

    private final ReleaseRequest request;
    private final WorkerConfig config;
    private final CloudflareApi api;
    private final WorkerApi worker;
    private final CustomDomains domains;
    private final ContainerRollout containers;
    private final Permission permission;
    private final Consumer<String> warnings;

    Preflight(
            ReleaseRequest request,
            CloudflareApi api,
            CustomDomains domains,
            ContainerRollout containers,
            Permission permission,
            Consumer<String> warnings) {
        this.request = request;
        this.config = request.config();
        this.api = api;
        this.worker = request.worker(api);
        this.domains = domains;
        this.containers = containers;
        this.permission = permission;
        this.warnings = warnings;
    }

    /**
     * What the account looks like.
     *
     * @param service absent for a new Worker
     * @param migration absent when none is pending
     * @param live the version that has all the traffic; absent where there is none, or nobody looked
     * @param bindings as they will be uploaded, with secrets, and what is to be made for them; none without code
     * @param replacing what the custom domains take from others; absent when that was not looked at
     * @param address how the Worker can be reached at workers.dev; that of a new Worker must not be asked before the upload
     */
    record Situation(
            Optional<ServiceInfo> service,
            Optional<MigrationStep> migration,
            Optional<Version> live,
            List<PlannedBinding> bindings,
            Optional<Replacing> replacing,
            Supplier<Subdomain> address) {
        boolean isNew() {
            return service.isEmpty();
        }
    }

    /** What has the traffic. {@code only} is absent while several versions share it. */
    private record Live(Deployment deployment, Optional<Version> only) {}

    /** For a deployment: everything. */
    Situation beforeDeployment() {
        Ahead<Optional<Live>> live = live();
        Situation situation = beforeUpload(live);
        if (request.dispatchNamespace().isPresent()) {
            return situation;
        }
        if (situation.isNew()) {
            requireWorkersDevName();
            return situation;
        }
        live.get().map(Live::deployment).ifPresent(this::refuseToEndGradualDeployment);
        Ahead<Subdomain> address = Ahead.begin("cloudflare-address", worker::subdomain);
        return new Situation(
                situation.service(),
                situation.migration(),
                situation.live(),
                situation.bindings(),
                Optional.of(domains.look()),
                address);
    }

    /** For a version without traffic: what concerns its bindings. */
    Situation beforeUpload() {
        return beforeUpload(config.bindings().isEmpty() ? Optional::empty : live());
    }

    /** Asked for before it is known whether there is such a Worker: two waits for the network are one. */
    private Ahead<Optional<Live>> live() {
        return Ahead.begin(
                "cloudflare-live",
                () -> request.dispatchNamespace().isPresent()
                        ? Optional.empty()
                        : worker.deployments().stream()
                                .findFirst()
                                .map(d -> new Live(d, d.onlyVersion().map(worker::version))));
    }

    private Situation beforeUpload(Supplier<Optional<Live>> live) {
        tellWhatIsMissing();
        containers.check(warnings);
        Optional<ServiceInfo> service = worker.find();
        service.ifPresent(this::warnAboutOtherEditors);
        Optional<Version> only = service.flatMap(s -> live.get()).flatMap(Live::only);
        if (service.isPresent()
                && request.dispatchNamespace().isEmpty()
                && !config.bindings().isEmpty()) {
            warnAboutShadowedSecrets(only);
        }
        checkWorkflows();
        checkQueues();
        Optional<MigrationStep> migration =
                MigrationStep.pending(config.lifecycle(), service.flatMap(ServiceInfo::migrationTag));
        migration.flatMap(MigrationStep::warning).ifPresent(warnings);
        List<PlannedBinding> bindings = config.main().isEmpty()
                ? List.of()
                : new BindingResolver(request, api, warnings)
                        .resolve(
                                service.isPresent(),
                                () -> only.flatMap(Version::bindings).orElseGet(worker::deployedBindings));
        return new Situation(service, migration, only, bindings, Optional.empty(), worker::subdomain);
    }

    /** What wrangler would set up beside the Worker. */
    private void tellWhatIsMissing() {
        if (!config.environments().isEmpty() && config.topLevelName().isEmpty()) {
            warnings.accept(
                    "the config has environments and no name at the top level, so the dashboard cannot show them "
                            + "as one Worker; set \"name\" there");
        }
        if (config.site().isPresent()) {
            warnings.accept("\"site\" (Workers Sites) is deprecated; serve the files as static assets: set "
                    + "assets.directory to the site's bucket");
        }
    }

    /** What was made through the API cannot be told from what this plugin made, so that says nothing. */
    private void warnAboutOtherEditors(ServiceInfo service) {
        if (service.lastDeployedFrom().equals("dash")) {
            object(
                    "the Worker was last changed in the dashboard; this release replaces those changes by what the config "
                            + "says");
        }
    }

    private void warnAboutShadowedSecrets(Optional<Version> live) {
        Set<String> names = config.bindings().stream().map(Binding::name).collect(Collectors.toSet());
        String shadowed = live.flatMap(Version::bindings)
                .map(Preflight::secrets)
                .orElseGet(() -> worker.secrets().listIfDeployed().stream().map(SecretApi.Name::name))
                .filter(names::contains)
                .collect(Collectors.joining(", "));
        if (!shadowed.isEmpty()) {
            object("the config has bindings under the names of secrets of the deployed Worker, which they replace: "
                    + shadowed);
        }
    }

    private static Stream<String> secrets(List<JsonNode> bindings) {
        return bindings.stream()
                .filter(b -> b.path("type").asText().equals("secret_text"))
                .map(b -> b.path("name").asText());
    }

    /** A warning, or the end when the build is strict. */
    private void object(String message) {
        if (request.strict()) {
            throw new InputFailure(message + " (stopped because of -Dcloudflare.strict)");
        }
        warnings.accept(message);
    }

    private void checkWorkflows() {
        for (WorkflowDefinition workflow : config.workflows()) {
            Optional<WorkerApi.Workflow> existing = worker.workflow(workflow.name());
            existing.map(WorkerApi.Workflow::worker)
                    .filter(owner -> !owner.equals(worker.name()))
                    .ifPresent(owner -> permission.require(
                            Allowance.TAKE_WORKFLOW,
                            "the workflow " + workflow.name() + " belongs to the Worker " + owner));
            existing.ifPresent(found -> checkJurisdiction(workflow, found));
        }
    }

    private static void checkJurisdiction(WorkflowDefinition workflow, WorkerApi.Workflow found) {
        String wanted = workflow.options().path("jurisdiction").asText();
        if (!wanted.isEmpty() && !found.jurisdiction().equals(Optional.of(wanted))) {
            throw new InputFailure("the workflow " + workflow.name() + " has "
                    + found.jurisdiction().map(j -> "the jurisdiction " + j).orElse("no jurisdiction")
                    + ", which cannot be changed to " + wanted + "; give the workflow another name");
        }
    }

    private void checkQueues() {
        Set<Optional<String>> produced = config.bindings().stream()
                .filter(Binding.QueueProducer.class::isInstance)
                .map(b -> ((Binding.QueueProducer) b).queue())
                .collect(Collectors.toSet()); // those are made where they are missing
        List<String> missing = config.queueConsumers().stream()
                .map(QueueConsumer::queue)
                .distinct()
                .filter(queue -> !produced.contains(Optional.of(queue)))
                .filter(queue -> api.queues().find(queue).isEmpty())
                .toList();
        if (!missing.isEmpty()) {
            throw new InputFailure("the config consumes queues that do not exist: " + String.join(", ", missing)
                    + "; make them first");
        }
    }

    /** A token that may not read the name is no reason to stop; the API will say. */
    private void requireWorkersDevName() {
        if (!config.wantsWorkersDev() && config.workflows().isEmpty()) {
            return;
        }
        boolean named;
        try {
            named = api.account().workersDevName().isPresent();
        } catch (ApiFailure failure) {
            if (!failure.hasCode(NOT_ALLOWED)) {
                throw failure;
            }
            named = true;
        }
        if (!named) {
            throw new InputFailure("the account has no workers.dev name yet, which "
                    + (config.wantsWorkersDev() ? "the Worker's address needs" : "Workflows need")
                    + "; choose one at https://dash.cloudflare.com/"
                    + api.account().id()
                    + "/workers/onboarding"
                    + (config.wantsWorkersDev() ? ", or set workers_dev = false" : ""));
        }
    }

    private void refuseToEndGradualDeployment(Deployment current) {
        if (current.isGradual()) {
            permission.require(
                    Allowance.END_GRADUAL_DEPLOYMENT,
                    "a gradual deployment is running ("
                            + current.shares().stream()
                                    .map(s -> s.versionId() + " at " + Numbers.percent(s.percentage()))
                                    .collect(Collectors.joining(", "))
                            + "), and this release would end it");
        }
    }
}
