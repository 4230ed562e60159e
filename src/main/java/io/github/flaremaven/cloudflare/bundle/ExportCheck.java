package io.github.flaremaven.cloudflare.bundle;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.config.model.Binding;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Classes that the Worker binds have to be exported by its entry module, unless they are another Worker's. */
final class ExportCheck {
    private final WorkerConfig config;

    ExportCheck(WorkerConfig config) {
        this.config = config;
    }

    /**
     * Compares the config with what the entry module exports.
     *
     * @throws InputFailure naming the classes that are missing
     */
    void check(List<String> exports, Path entry) {
        require("Durable Object", ownClasses(ExportCheck::durableObject), exports, entry);
        require("Workflow", ownClasses(ExportCheck::workflow), exports, entry);
    }

    private List<String> ownClasses(Function<Binding, Optional<String>> className) {
        return config.bindings().stream()
                .map(className)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
    }

    private static Optional<String> durableObject(Binding binding) {
        return binding instanceof Binding.DurableObject d && d.scriptName().isEmpty()
                ? Optional.of(d.className())
                : Optional.empty();
    }

    private static Optional<String> workflow(Binding binding) {
        return binding instanceof Binding.Workflow w && w.scriptName().isEmpty()
                ? Optional.of(w.className())
                : Optional.empty();
    }

    private void require(String what, List<String> classes, List<String> exports, Path entry) {
        List<String> missing =
                classes.stream().filter(c -> !exports.contains(c)).toList();
        if (!missing.isEmpty()) {
            boolean one = missing.size() == 1;
            String names = String.join(", ", missing);
            throw new InputFailure("the " + what + (one ? " class " : " classes ") + names + (one ? " is" : " are")
                    + " bound but not exported; add export { " + names + " } to "
                    + Slashes.relative(config.projectRoot(), entry) + ", or script_name to the binding if "
                    + (one ? "the class is" : "the classes are") + " another Worker's");
        }
    }
}
