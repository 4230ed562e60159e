package io.github.flaremaven.cloudflare.config;

import io.github.flaremaven.cloudflare.base.Position;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/** Places in a TOML file, from a second reading by tomlj, which keeps them. */
final class TomlPlaces implements Locator {
    /** A syntax error at its place in the file as the user wrote it. */
    record SyntaxError(Position position, String message) {}

    private final TomlDialect dialect;
    private final TomlParseResult parsed;

    private TomlPlaces(TomlDialect dialect, TomlParseResult parsed) {
        this.dialect = dialect;
        this.parsed = parsed;
    }

    static TomlPlaces of(TomlDialect dialect) {
        return new TomlPlaces(dialect, Toml.parse(dialect.asToml10()));
    }

    /** All syntax errors; empty when tomlj finds none or cannot cope with the text at all. */
    static List<SyntaxError> syntaxErrors(TomlDialect dialect) {
        try {
            return Toml.parse(dialect.asToml10()).errors().stream()
                    .map(e -> new SyntaxError(dialect.original(position(e.position())), oneLine(e.getMessage())))
                    .toList();
        } catch (RuntimeException | StackOverflowError e) {
            return List.of();
        }
    }

    @Override
    public Optional<Position> find(NodePath path) {
        @Nullable Object container = parsed;
        @Nullable TomlPosition place = null;
        for (NodePath.Step step : path.steps()) {
            if (step instanceof NodePath.Step.Key key && container instanceof TomlTable table) {
                place = table.inputPositionOf(List.of(key.name()));
                container = table.get(List.of(key.name()));
            } else if (step instanceof NodePath.Step.Index at
                    && container instanceof TomlArray array
                    && at.index() < array.size()) {
                place = array.inputPositionOf(at.index());
                container = array.get(at.index());
            } else {
                return Optional.empty();
            }
        }
        return Optional.ofNullable(place).map(p -> dialect.original(position(p)));
    }

    private static Position position(TomlPosition place) {
        return new Position(place.line(), place.column());
    }

    private static String oneLine(@Nullable String message) {
        return message == null ? "syntax error" : message.lines().findFirst().orElse("syntax error");
    }
}
