package io.github.flaremaven.cloudflare.bundle;

import io.github.flaremaven.cloudflare.base.Diagnostic;
import io.github.flaremaven.cloudflare.base.InputFailure;
import java.util.List;

/** Turns the bundler's errors into a failure that says what to do. */
final class BundleErrors {
    private BundleErrors() {}

    /**
     * @param unresolvedHint what to add to an import that was not found
     */
    static void throwIfAny(List<Diagnostic> errors, String unresolvedHint) {
        if (errors.isEmpty()) {
            return;
        }
        List<Diagnostic> advised = errors.stream()
                .map(e -> e.message().startsWith("Could not resolve ")
                        ? new Diagnostic(e.severity(), e.file(), e.position(), e.message() + unresolvedHint, e.frame())
                        : e)
                .toList();
        throw new InputFailure(
                "the Worker cannot be bundled: " + (errors.size() == 1 ? "an error" : errors.size() + " errors"),
                advised);
    }
}
