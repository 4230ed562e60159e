package io.github.flaremaven.cloudflare.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Diagnostic;
import io.github.flaremaven.cloudflare.base.Position;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A config file that was read without a syntax error: its tree, and the way back from a value to its place. */
final class ConfigDocument {
    private final Path file;
    private final SourceText text;
    private final ObjectNode tree;
    private final Supplier<Locator> locator;

    ConfigDocument(Path file, SourceText text, ObjectNode tree, Supplier<Locator> locator) {
        this.file = file;
        this.text = text;
        this.tree = tree;
        this.locator = locator;
    }

    Path file() {
        return file;
    }

    ObjectNode tree() {
        return tree;
    }

    Locator places() {
        return locator.get();
    }

    /** Gives each finding its place and code frame. {@code shownFile} is how the file is named in messages. */
    List<Diagnostic> locate(List<Findings.Finding> findings, String shownFile) {
        if (findings.isEmpty()) {
            return List.of();
        }
        Locator places = places();
        return findings.stream()
                .map(finding -> {
                    Optional<Position> position = places.findNearest(finding.path());
                    return new Diagnostic(
                            finding.severity(), shownFile, position, finding.message(), text.frame(position));
                })
                .toList();
    }
}
