package io.github.flaremaven.cloudflare.testbed;

import io.github.flaremaven.cloudflare.bundle.WorkerBundle;
import io.github.flaremaven.cloudflare.config.model.Binding;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * A Worker to be deployed.
 *
 * @param bundle gives its code; absent for a Worker that is only assets
 */
public record BuiltWorker(WorkerConfig config, Supplier<Optional<WorkerBundle>> bundle) {

    /** The names of Workers that must be there before this one. */
    public Set<String> needs() {
        Set<String> needs = new TreeSet<>();
        for (Binding binding : config.bindings()) {
            if (binding instanceof Binding.Service service) {
                needs.add(service.service());
            } else if (binding instanceof Binding.DurableObject object) {
                object.scriptName().ifPresent(needs::add);
            }
        }
        needs.remove(config.name());
        return needs;
    }
}
