package io.github.flaremaven.cloudflare.release;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.cloudflare.WorkerApi;
import io.github.flaremaven.cloudflare.config.model.Binding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Turns the bindings of the config into those of an upload, in wrangler's order. */
final class BindingResolver {
    private final ReleaseRequest request;
    private final WorkerApi worker;

    BindingResolver(ReleaseRequest request, WorkerApi worker) {
        this.request = request;
        this.worker = worker;
    }

    /**
     * Secrets that are not given and resources without an id keep what the deployed Worker has.
     *
     * @param exists whether there is a deployed Worker
     * @throws InputFailure when there is nothing to keep
     */
    List<Binding> resolve(boolean exists) {
        List<Binding> all = new ArrayList<>(keptSecrets(exists));
        List<Binding> configured = request.config().bindings();
        configured.stream().filter(Binding.PlainText.class::isInstance).forEach(all::add);
        configured.stream().filter(Binding.Json.class::isInstance).forEach(all::add);
        all.addAll(request.secrets());
        List<JsonNode> deployed =
                configured.stream().anyMatch(b -> missingId(b).isPresent()) ? worker.deployedBindings() : List.of();
        configured.stream()
                .filter(b -> !(b instanceof Binding.PlainText) && !(b instanceof Binding.Json))
                .forEach(b -> all.add(withId(b, deployed)));
        return all;
    }

    private List<Binding> keptSecrets(boolean exists) {
        Set<String> given =
                request.secrets().stream().map(Binding.SecretText::name).collect(Collectors.toSet());
        List<String> missing = request.config().requiredSecrets().stream()
                .filter(name -> !given.contains(name))
                .toList();
        if (!exists && !missing.isEmpty()) {
            throw new InputFailure("the Worker is new and needs the " + (missing.size() == 1 ? "secret " : "secrets ")
                    + String.join(", ", missing)
                    + " (secrets.required); give the values with -Dcloudflare.secretsFile=<file>");
        }
        return missing.stream().<Binding>map(Binding.Inherit::new).toList();
    }

    private static Binding withId(Binding binding, List<JsonNode> deployed) {
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
}
