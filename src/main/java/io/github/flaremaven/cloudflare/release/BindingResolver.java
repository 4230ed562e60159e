package io.github.flaremaven.cloudflare.release;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.cloudflare.CloudflareApi;
import io.github.flaremaven.cloudflare.config.model.Binding;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Turns the bindings of the config into those of an upload, in wrangler's order. */
final class BindingResolver {
    private final ReleaseRequest request;
    private final CloudflareApi api;
    private final Consumer<String> warnings;

    BindingResolver(ReleaseRequest request, CloudflareApi api, Consumer<String> warnings) {
        this.request = request;
        this.api = api;
        this.warnings = warnings;
    }

    /**
     * Secrets that are not given keep what the deployed Worker has; resources that are not named by id are looked up.
     *
     * @param exists whether there is a deployed Worker
     * @param deployed its bindings; asked only where they matter
     * @throws InputFailure when there is no secret to keep
     */
    List<PlannedBinding> resolve(boolean exists, Supplier<List<JsonNode>> deployed) {
        List<Binding> all = new ArrayList<>(keptSecrets(exists));
        List<Binding> configured = request.config().bindings();
        configured.stream().filter(BindingResolver::isVariable).forEach(all::add);
        all.addAll(request.secrets());
        configured.stream().filter(b -> !isVariable(b)).forEach(all::add);
        List<JsonNode> present =
                exists && configured.stream().anyMatch(Provisioning::concerns) ? deployed.get() : List.of();
        Provisioning provisioning = new Provisioning(request.config().name(), api, present, warnings);
        return all.stream().map(provisioning::plan).toList();
    }

    private static boolean isVariable(Binding binding) {
        return binding instanceof Binding.PlainText || binding instanceof Binding.Json;
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
}
