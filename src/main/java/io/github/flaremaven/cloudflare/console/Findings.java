package io.github.flaremaven.cloudflare.console;

import io.github.flaremaven.cloudflare.base.Diagnostic;
import io.github.flaremaven.cloudflare.base.InputFailure;
import java.util.List;
import java.util.stream.Collectors;

/** Prints findings in files: the place, the sentence, the line with a caret. */
public final class Findings {
    private Findings() {}

    /** Warnings of a step that went well. */
    public static void warn(List<Diagnostic> warnings, Console console) {
        warnings.forEach(w -> console.warn(text(w)));
    }

    /**
     * The message that ends a build: the headline, then every error with its place. Warnings are told before, so that the
     * errors stand last.
     */
    public static String message(InputFailure failure, Console console) {
        warn(failure.diagnostics().stream().filter(d -> !d.isError()).toList(), console);
        List<Diagnostic> errors =
                failure.diagnostics().stream().filter(Diagnostic::isError).toList();
        if (errors.isEmpty()) {
            return failure.sentence();
        }
        if (errors.size() == 1) {
            return text(errors.get(0));
        }
        return errors.stream().map(Findings::text).collect(Collectors.joining("\n", failure.sentence() + "\n", ""));
    }

    private static String text(Diagnostic diagnostic) {
        return diagnostic.frame().isBlank() ? diagnostic.toString() : diagnostic + "\n" + diagnostic.frame();
    }
}
