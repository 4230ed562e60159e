package io.github.flaremaven.cloudflare.base;

import java.util.List;
import java.util.Optional;

/** The user's own input is at fault: a parameter, the configuration, the Worker's code, or a step that needs a yes. */
public final class InputFailure extends Failure {
    private static final long serialVersionUID = 1L;

    private final transient List<Diagnostic> diagnostics;

    public InputFailure(String message) {
        this(message, List.of());
    }

    /** Where the findings have one error, that error is the sentence and {@code summary} says nothing more. */
    public InputFailure(String summary, List<Diagnostic> diagnostics) {
        super(onlyError(diagnostics).map(Diagnostic::toString).orElse(summary));
        this.diagnostics = List.copyOf(diagnostics);
    }

    private static Optional<Diagnostic> onlyError(List<Diagnostic> diagnostics) {
        List<Diagnostic> errors =
                diagnostics.stream().filter(Diagnostic::isError).toList();
        return errors.size() == 1 ? Optional.of(errors.get(0)) : Optional.empty();
    }

    /** The findings with their places, in the order of the file; empty when the message says it all. */
    public List<Diagnostic> diagnostics() {
        return diagnostics;
    }

    @Override
    public boolean isForUserToMend() {
        return true;
    }
}
