package io.github.flaremaven.cloudflare.config;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import com.fasterxml.jackson.dataformat.toml.TomlReadFeature;
import io.github.flaremaven.cloudflare.base.Diagnostic;
import io.github.flaremaven.cloudflare.base.Diagnostic.Severity;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.Position;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads {@code wrangler.toml}. */
final class TomlReader {
    private static final TomlMapper MAPPER =
            TomlMapper.builder().enable(TomlReadFeature.PARSE_JAVA_TIME).build();

    private TomlReader() {}

    /**
     * @throws InputFailure with every syntax error of the file
     */
    static ConfigDocument read(Path file, String text, String shownFile) {
        TomlDialect dialect = TomlDialect.of(text);
        return new ConfigDocument(file, text, parse(dialect, text, shownFile), () -> TomlPlaces.of(dialect));
    }

    private static ObjectNode parse(TomlDialect dialect, String text, String shownFile) {
        try {
            JsonNode tree = MAPPER.readTree(dialect.asToml10());
            return tree instanceof ObjectNode object ? object : Json.object();
        } catch (JacksonException e) {
            throw syntaxErrors(dialect, text, shownFile, Optional.of(e));
        } catch (RuntimeException | StackOverflowError e) {
            // Jackson's TOML parser lets other exceptions through for some broken numbers and for deep nesting.
            throw syntaxErrors(dialect, text, shownFile, Optional.empty());
        }
    }

    private static InputFailure syntaxErrors(
            TomlDialect dialect, String text, String shownFile, Optional<JacksonException> first) {
        List<TomlPlaces.SyntaxError> errors = TomlPlaces.syntaxErrors(dialect);
        if (errors.isEmpty()) {
            errors = List.of(first.map(e -> fallback(dialect, e))
                    .orElse(new TomlPlaces.SyntaxError(new Position(1, 1), "this is not valid TOML")));
        }
        List<Diagnostic> diagnostics = errors.stream()
                .map(e -> new Diagnostic(
                        Severity.ERROR,
                        shownFile,
                        Optional.of(e.position()),
                        e.message(),
                        CodeFrame.of(text, Optional.of(e.position()))))
                .toList();
        return new InputFailure(shownFile + " is not valid TOML", diagnostics);
    }

    private static TomlPlaces.SyntaxError fallback(TomlDialect dialect, JacksonException e) {
        JsonLocation location = e.getLocation();
        Position position = location == null || location.getLineNr() < 1
                ? new Position(1, 1)
                : new Position(location.getLineNr(), Math.max(1, location.getColumnNr()));
        return new TomlPlaces.SyntaxError(dialect.original(position), e.getOriginalMessage());
    }
}
