package io.github.flaremaven.cloudflare.base;

import java.util.List;

/** The user's own input is at fault: a parameter, the configuration, the Worker's code, or a step that needs a yes. */
public final class InputFailure extends Failure {
    private static final long serialVersionUID = 1L;

    private final transient List<Diagnostic> diagnostics;

    public InputFailure(String message) {
        this(message, List.of());
    }

    public InputFailure(String message, List<Diagnostic> diagnostics) {
        super(message);
        this.diagnostics = List.copyOf(diagnostics);
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
