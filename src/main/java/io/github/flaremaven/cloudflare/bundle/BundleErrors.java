package io.github.flaremaven.cloudflare.bundle;

import io.github.flaremaven.cloudflare.base.Diagnostic;
import io.github.flaremaven.cloudflare.base.InputFailure;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns the bundler's errors into a failure that says what to do. */
final class BundleErrors {
    private static final Pattern UNRESOLVED = Pattern.compile("Could not resolve \"([^\"]+)\".*", Pattern.DOTALL);

    private BundleErrors() {}

    /**
     * @param mode decides what to say about modules of Node.js that were not found
     * @throws InputFailure when there are errors
     */
    static void throwIfAny(List<Diagnostic> errors, NodeCompatibility mode) {
        if (errors.isEmpty()) {
            return;
        }
        List<Diagnostic> advised = errors.stream()
                .map(e -> new Diagnostic(
                        e.severity(), e.file(), e.position(), e.message() + advice(e.message(), mode), e.frame()))
                .toList();
        throw new InputFailure(
                "the Worker cannot be bundled: " + (errors.size() == 1 ? "an error" : errors.size() + " errors"),
                advised);
    }

    private static String advice(String message, NodeCompatibility mode) {
        if (message.startsWith("Cannot find tsconfig file")) {
            return "; it is named by \"tsconfig\" in the config";
        }
        if (message.startsWith("Invalid define value")) {
            return "; put text into a second pair of quotes: \"'text'\"";
        }
        Matcher unresolved = UNRESOLVED.matcher(message);
        return unresolved.matches() ? aboutImport(unresolved.group(1), mode) : "";
    }

    private static String aboutImport(String specifier, NodeCompatibility mode) {
        if (specifier.startsWith(".") || specifier.startsWith("/")) {
            return "";
        }
        if (!NodeModules.isNodeModule(specifier)) {
            return "; install the package, or point \"alias\" to a module that replaces it";
        }
        return switch (mode) {
            case NONE, ASYNC_LOCAL_STORAGE ->
                "; the module is built into Node.js: add compatibility_flags = [\"nodejs_compat\"]";
            case V1 ->
                "; the module is built into Node.js: write \"node:" + specifier
                        + "\", or set compatibility_date to 2024-09-23 or later";
            case V2 ->
                "; this module of Node.js does not exist on Workers: point \"alias\" to a module that replaces it";
        };
    }
}
