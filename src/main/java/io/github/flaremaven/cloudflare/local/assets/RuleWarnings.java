package io.github.flaremaven.cloudflare.local.assets;

import io.github.flaremaven.cloudflare.base.Diagnostic;
import io.github.flaremaven.cloudflare.base.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects what is wrong in a file of rules. */
final class RuleWarnings {
    private final String file;
    private final List<Diagnostic> found = new ArrayList<>();

    RuleWarnings(String file) {
        this.file = file;
    }

    /**
     * @param line 1 for the first
     */
    void add(int line, String message) {
        found.add(new Diagnostic(Diagnostic.Severity.WARNING, file, Optional.of(new Position(line, 1)), message, ""));
    }

    List<Diagnostic> found() {
        return List.copyOf(found);
    }
}
