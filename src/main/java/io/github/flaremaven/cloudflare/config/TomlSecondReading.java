package io.github.flaremaven.cloudflare.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Diagnostic;
import io.github.flaremaven.cloudflare.base.Diagnostic.Severity;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseOptions;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;
import org.tomlj.TomlVersion;

/**
 * Reads TOML 1.1 with tomlj, which knows the place of every value and goes on after a syntax error. Loading it costs more
 * than all the rest of reading a config, so {@link TomlReader} turns to it only when there is something to report.
 */
final class TomlSecondReading {
    private static final Pattern LONE_RETURN = Pattern.compile("\r(?!\n)");
    private static final int MOST_ERRORS = 20;
    private static final TomlParseOptions OPTIONS =
            TomlParseOptions.sourceless().withVersion(TomlVersion.V1_1_0);
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final SourceText text;
    private final TomlLines lines;
    private final String shownFile;
    private final List<Diagnostic> errors = new ArrayList<>();

    private TomlSecondReading(String text, String shownFile) {
        this.text = new SourceText(text);
        this.lines = new TomlLines(text);
        this.shownFile = shownFile;
    }

    /**
     * The tree.
     *
     * @throws InputFailure with the syntax errors of the file
     */
    static ObjectNode tree(String text, String shownFile) {
        TomlSecondReading reading = new TomlSecondReading(text, shownFile);
        TomlParseResult parsed = reading.parse(text);
        ObjectNode tree = reading.errors.isEmpty() ? reading.table(parsed) : NODES.objectNode();
        if (!reading.errors.isEmpty()) {
            throw new InputFailure(shownFile + " is not valid TOML", reading.errors);
        }
        return tree;
    }

    /** The places of the values of a file that has no syntax error. */
    static Locator places(String text) {
        TomlSecondReading reading = new TomlSecondReading(text, "");
        TomlParseResult parsed = reading.parse(text);
        return path -> reading.find(parsed, path);
    }

    private TomlParseResult parse(String toml) {
        try {
            TomlParseResult parsed = Toml.parse(lines.text(), OPTIONS);
            parsed.errors().stream()
                    .limit(MOST_ERRORS)
                    .forEach(e -> error(position(e.position()), String.valueOf(e.getMessage())));
            return parsed;
        } catch (RuntimeException e) {
            // tomlj stumbles over some files that are broken in several ways, such as by a lone carriage return.
            Matcher lone = LONE_RETURN.matcher(toml);
            error(
                    Position.ofOffset(toml, lone.find() ? lone.start() : 0),
                    "this is not valid TOML; look for what is not closed, and for line ends other than LF and CR LF");
            return Toml.parse("");
        }
    }

    private ObjectNode table(TomlTable table) {
        ObjectNode node = NODES.objectNode();
        for (String key : table.keySet()) {
            List<String> path = List.of(key);
            node.set(key, value(table.get(path), table.inputPositionOf(path)));
        }
        return node;
    }

    private ArrayNode array(TomlArray array) {
        ArrayNode node = NODES.arrayNode();
        for (int i = 0; i < array.size(); i++) {
            node.add(value(array.get(i), array.inputPositionOf(i)));
        }
        return node;
    }

    private JsonNode value(Object value, @Nullable TomlPosition place) {
        if (value instanceof TomlTable table) {
            return table(table);
        }
        if (value instanceof TomlArray array) {
            return array(array);
        }
        if (value instanceof String string) {
            return NODES.textNode(string);
        }
        if (value instanceof Boolean flag) {
            return NODES.booleanNode(flag);
        }
        if (value instanceof Double number) {
            return NODES.numberNode(number);
        }
        if (value instanceof Long number) {
            if (number > PlainJson.LARGEST_INTEGER || number < -PlainJson.LARGEST_INTEGER) {
                error(
                        position(place),
                        number + " is beyond 9007199254740991, the largest integer of JavaScript; put it in quotes");
            }
            return NODES.numberNode(number);
        }
        return NODES.pojoNode(value);
    }

    private void error(Position position, String message) {
        Optional<Position> place = Optional.of(position);
        errors.add(new Diagnostic(Severity.ERROR, shownFile, place, Findings.abridged(message), text.frame(place)));
    }

    private Optional<Position> find(TomlParseResult parsed, NodePath path) {
        Object container = parsed;
        @Nullable TomlPosition place = null;
        for (NodePath.Step step : path.steps()) {
            if (step instanceof NodePath.Step.Key key
                    && container instanceof TomlTable table
                    && table.contains(List.of(key.name()))) {
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
        return Optional.ofNullable(place).map(this::position);
    }

    /** tomlj counts code points; a character beyond the basic plane is one of them, but two of Java's. */
    private Position position(@Nullable TomlPosition place) {
        if (place == null) {
            return new Position(1, 1);
        }
        int number = lines.original(place.line());
        String line = text.line(number);
        int column = Math.min(place.column() - 1, line.codePointCount(0, line.length()));
        return new Position(number, 1 + line.offsetByCodePoints(0, column));
    }
}
