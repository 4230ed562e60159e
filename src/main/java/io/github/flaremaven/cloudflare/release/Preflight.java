package io.github.flaremaven.cloudflare.release;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.flaremaven.cloudflare.base.ApiFailure;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.cloudflare.CloudflareApi;
import io.github.flaremaven.cloudflare.cloudflare.Deployment;
import io.github.flaremaven.cloudflare.cloudflare.DomainChanges;
import io.github.flaremaven.cloudflare.cloudflare.SecretApi;
import io.github.flaremaven.cloudflare.cloudflare.ServiceInfo;
import io.github.flaremaven.cloudflare.cloudflare.WorkerApi;
import io.github.flaremaven.cloudflare.config.model.Binding;
import io.github.flaremaven.cloudflare.config.model.QueueConsumer;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import io.github.flaremaven.cloudflare.config.model.WorkflowDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Looks at the account before anything is changed, and refuses what would take something from somebody: the owner of a
 * domain, a gradual deployment, a Workflow, secrets.
 */
final class Preflight {
    private final ReleaseRequest request;
    private final CloudflareApi api;
    private final WorkerApi worker;
    private final ReleaseListener listener;

    Preflight(ReleaseRequest request, CloudflareApi api, ReleaseListener listener) {
        this.request = request;
        this.api = api;
        this.worker = api.worker(request.config().name());
        this.listener = listener;
    }

    /**
     * What the account looks like.
     *
     * @param service absent for a new Worker
     * @param migration absent when none is pending
     * @param bindings as they will be uploaded: ids resolved, secrets added
     */
    record Situation(Optional<ServiceInfo> service, Optional<MigrationStep> migration, List<Binding> bindings) {
        boolean isNew() {
            return service.isEmpty();
        }
    }

    /** For a deployment: everything. */
    Situation beforeDeployment() {
        Situation situation = beforeUpload();
        if (situation.isNew()) {
            requireWorkersDevName();
        } else {
            refuseToEndGradualDeployment();
            checkCustomDomains();
        }
        return situation;
    }

    /** For a version without traffic: what concerns its bindings. */
    Situation beforeUpload() {
        WorkerConfig config = request.config();
        Optional<ServiceInfo> service = worker.find();
        service.ifPresent(this::warnAboutOtherEditors);
        if (service.isPresent() && !config.bindings().isEmpty()) {
            warnAboutShadowedSecrets();
        }
        checkWorkflows();
        checkQueues();
        Optional<MigrationStep> migration =
                MigrationStep.pending(config.lifecycle(), service.flatMap(ServiceInfo::migrationTag));
        migration.flatMap(MigrationStep::warning).ifPresent(listener::warning);
        return new Situation(service, migration, bindings(service.isPresent()));
    }

    private List<Binding> bindings(boolean exists) {
        List<Binding> all = new ArrayList<>();
        Set<String> given =
                request.secrets().stream().map(Binding.SecretText::name).collect(Collectors.toSet());
        for (String name : request.config().requiredSecrets()) {
            if (given.contains(name)) {
                continue;
            }
            if (!exists) {
                throw new InputFailure("the Worker is new and needs the secret " + name
                        + " (secrets.required); give it with -Dcloudflare.secretsFile=<file>");
            }
            all.add(new Binding.Inherit(name));
        }
        List<JsonNode> deployed = needsDeployedBindings() ? worker.deployedBindings() : List.of();
        request.config().bindings().forEach(b -> all.add(resolve(b, deployed)));
        all.addAll(request.secrets());
        return all;
    }

    private boolean needsDeployedBindings() {
        return request.config().bindings().stream().anyMatch(b -> missingId(b).isPresent());
    }

    /** A binding without an id keeps what the deployed Worker has under its name. */
    private Binding resolve(Binding binding, List<JsonNode> deployed) {
        Optional<String> type = missingId(binding);
        if (type.isEmpty()) {
            return binding;
        }
        boolean known = deployed.stream()
                .anyMatch(d -> d.path("name").asText().equals(binding.name())
                        && d.path("type").asText().equals(type.get()));
        if (!known) {
            throw new InputFailure(
                    "the binding " + binding.name() + " names no " + type.get().replace('_', ' ')
                            + ", and the deployed Worker has none under that name; make the resource and set its id in the config");
        }
        return new Binding.Inherit(binding.name());
    }

    /** The API's type of a binding that lacks what identifies its resource. */
    private static Optional<String> missingId(Binding binding) {
        if (binding instanceof Binding.KvNamespace kv && kv.id().isEmpty()) {
            return Optional.of("kv_namespace");
        }
        if (binding instanceof Binding.D1Database d1 && d1.id().isEmpty()) {
            return Optional.of("d1");
        }
        if (binding instanceof Binding.R2Bucket r2 && r2.bucketName().isEmpty()) {
            return Optional.of("r2_bucket");
        }
        if (binding instanceof Binding.QueueProducer queue && queue.queue().isEmpty()) {
            return Optional.of("queue");
        }
        if (binding instanceof Binding.DispatchNamespace ns && ns.namespace().isEmpty()) {
            return Optional.of("dispatch_namespace");
        }
        return binding instanceof Binding.Flagship flags && flags.appId().isEmpty()
                ? Optional.of("flagship")
                : Optional.empty();
    }

    private void warnAboutOtherEditors(ServiceInfo service) {
        String from = service.lastDeployedFrom();
        if (from.equals("dash") || from.equals("api")) {
            object("the Worker was last changed " + (from.equals("dash") ? "in the dashboard" : "through the API")
                    + "; this release replaces those changes by what the config says");
        }
    }

    private void warnAboutShadowedSecrets() {
        Set<String> names =
                request.config().bindings().stream().map(Binding::name).collect(Collectors.toSet());
        String shadowed = worker.secrets().listIfDeployed().stream()
                .map(SecretApi.Name::name)
                .filter(names::contains)
                .collect(Collectors.joining(", "));
        if (!shadowed.isEmpty()) {
            object("the config has bindings under the names of secrets of the deployed Worker, which they replace: "
                    + shadowed);
        }
    }

    /** A warning, or the end when the build is strict. */
    private void object(String message) {
        if (request.strict()) {
            throw new InputFailure(message + " (stopped because of -Dcloudflare.strict)");
        }
        listener.warning(message);
    }

    private void checkWorkflows() {
        for (WorkflowDefinition workflow : request.config().workflows()) {
            worker.workflowOwner(workflow.name())
                    .filter(owner -> !owner.equals(worker.name()))
                    .ifPresent(owner -> refuse(
                            Allowance.TAKE_WORKFLOW,
                            "the workflow " + workflow.name() + " belongs to the Worker " + owner));
        }
    }

    private void checkQueues() {
        List<String> missing = request.config().queueConsumers().stream()
                .map(QueueConsumer::queue)
                .distinct()
                .filter(queue -> api.queues().find(queue).isEmpty())
                .toList();
        if (!missing.isEmpty()) {
            throw new InputFailure("the config consumes queues that do not exist: " + String.join(", ", missing)
                    + "; make them first");
        }
    }

    private void requireWorkersDevName() {
        if (request.config().wantsWorkersDev() && api.account().workersDevName().isEmpty()) {
            throw new InputFailure(
                    "the account has no workers.dev name yet, which the Worker's address needs; choose one "
                            + "in the dashboard under Workers & Pages, or set workers_dev = false");
        }
    }

    private void refuseToEndGradualDeployment() {
        worker.deployments().stream()
                .findFirst()
                .filter(Deployment::isGradual)
                .ifPresent(current -> refuse(
                        Allowance.END_GRADUAL_DEPLOYMENT,
                        "a gradual deployment is running ("
                                + current.shares().stream()
                                        .map(s -> s.versionId() + " at " + Numbers.percent(s.percentage()))
                                        .collect(Collectors.joining(", "))
                                + "), and this release would end it"));
    }

    private void checkCustomDomains() {
        if (request.config().customDomains().isEmpty()) {
            return;
        }
        ArrayNode origins = Triggers.origins(request.config());
        DomainChanges changes;
        try {
            changes = worker.customDomainChanges(origins);
        } catch (ApiFailure failure) {
            listener.warning("who owns the custom domains cannot be seen before the release: " + failure.sentence());
            return;
        }
        for (DomainChanges.Taken taken : changes.taken()) {
            String owner = worker.customDomainOwner(taken.id());
            if (!owner.equals(worker.name())) {
                refuse(
                        Allowance.TAKE_DOMAIN,
                        "the custom domain " + taken.hostname() + " belongs to the Worker " + owner);
            }
        }
        if (!changes.conflicting().isEmpty()) {
            refuse(
                    Allowance.REPLACE_DNS_RECORD,
                    "there are DNS records for " + String.join(", ", changes.conflicting())
                            + " that a custom domain would replace");
        }
    }

    private void refuse(Allowance allowance, String why) {
        if (!request.allowed().contains(allowance)) {
            throw new InputFailure(why + allowance.howTo());
        }
        listener.warning(why + " (allowed by cloudflare.allow)");
    }
}
