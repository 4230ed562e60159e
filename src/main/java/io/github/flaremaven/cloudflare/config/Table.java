package io.github.flaremaven.cloudflare.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One table of the config, read key by key. A value of the wrong type is reported and reads as absent; a required one
 * that is missing is reported and reads as empty. Since any error ends the reading of a config, such stand-ins never get
 * further. What no call asked for can be reported as unknown.
 */
final class Table {
    private final ObjectNode node;
    private final NodePath path;
    private final Function<String, NodePath> pathOfKey;
    private final Findings findings;
    private final Set<String> known = new LinkedHashSet<>();

    private Table(ObjectNode node, NodePath path, Function<String, NodePath> pathOfKey, Findings findings) {
        this.node = node;
        this.path = path;
        this.pathOfKey = pathOfKey;
        this.findings = findings;
    }

    static Table of(ObjectNode node, NodePath path, Findings findings) {
        return new Table(node, path, path::key, findings);
    }

    /** A table whose keys come from several places of the file, as those of a resolved environment do. */
    static Table merged(ObjectNode node, NodePath path, Function<String, NodePath> pathOfKey, Findings findings) {
        return new Table(node, path, pathOfKey, findings);
    }

    NodePath path() {
        return path;
    }

    NodePath path(String key) {
        return pathOfKey.apply(key);
    }

    Findings findings() {
        return findings;
    }

    /** The whole table as it is sent. */
    ObjectNode json() {
        return PlainJson.object(node);
    }

    /** The keys as they stand, in the order of the file. */
    List<String> keys() {
        List<String> keys = new ArrayList<>();
        node.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    boolean has(String key) {
        known.add(key);
        return node.has(key);
    }

    /** The value as it stands, whatever its type. */
    Optional<JsonNode> any(String key) {
        known.add(key);
        return Optional.ofNullable(node.get(key));
    }

    Optional<String> text(String key) {
        return typed(key, "a string", JsonNode::isTextual).map(JsonNode::textValue);
    }

    Optional<Boolean> flag(String key) {
        return typed(key, "true or false", JsonNode::isBoolean).map(JsonNode::booleanValue);
    }

    /** A required flag; false when it is missing. */
    boolean requiredFlag(String key) {
        if (!has(key)) {
            findings.error(path, path + " needs \"" + key + "\", true or false");
        }
        return flag(key).orElse(false);
    }

    Optional<JsonNode> number(String key) {
        return typed(key, "a number", JsonNode::isNumber).map(PlainJson::of);
    }

    /** A number that is one of the whole ones from {@code least} to {@code most}. */
    Optional<JsonNode> whole(String key, long least, long most) {
        Optional<JsonNode> value = any(key).map(PlainJson::of);
        value.filter(v -> !v.canConvertToLong() || !v.isIntegralNumber() || v.asLong() < least || v.asLong() > most)
                .ifPresent(v -> {
                    String range = most == Long.MAX_VALUE ? " or more" : " to " + most;
                    findings.wrongType(path(key), "a whole number, " + least + range, v);
                });
        return value;
    }

    /** A path, which the config writes relative to {@code base}. */
    Optional<Path> file(String key, Path base) {
        return text(key).flatMap(written -> file(path(key), written, base));
    }

    Optional<Path> file(NodePath place, String written, Path base) {
        try {
            return Optional.of(base.resolve(written).normalize());
        } catch (InvalidPathException e) {
            findings.error(place, place + " is no path: " + e.getReason());
            return Optional.empty();
        }
    }

    Optional<ObjectNode> object(String key) {
        return typed(key, "a table", JsonNode::isObject).map(ObjectNode.class::cast);
    }

    Optional<ArrayNode> array(String key) {
        return typed(key, "an array", JsonNode::isArray).map(ArrayNode.class::cast);
    }

    Optional<Table> table(String key) {
        return object(key).map(o -> of(o, path(key), findings));
    }

    /** A required string that is not empty. */
    String required(String key) {
        String value = requiredText(key);
        if (value.isEmpty() && text(key).isPresent()) {
            findings.error(path(key), path(key) + " must not be empty");
        }
        return value;
    }

    /** A required string, which may be empty. */
    String requiredText(String key) {
        if (!has(key)) {
            findings.error(path, path + " needs \"" + key + "\", a string");
        }
        return text(key).orElse("");
    }

    /** An optional string that, if it is there, is not empty. */
    Optional<String> nonEmptyText(String key) {
        Optional<String> value = text(key);
        if (value.isPresent() && value.get().isEmpty()) {
            findings.error(path(key), path(key) + " must not be empty; leave it out instead");
        }
        return value;
    }

    /** A string that must be one of the given words. */
    Optional<String> choice(String key, Collection<String> words) {
        return text(key).map(value -> {
            if (!words.contains(value)) {
                findings.error(
                        path(key),
                        path(key) + " must be " + (words.size() == 1 ? "" : "one of ") + quoted(words) + ", found \""
                                + value + "\"" + Nearest.hint(value, words));
            }
            return value;
        });
    }

    /** The strings of an array; empty when the key is absent. */
    List<String> texts(String key) {
        return optionalTexts(key).orElse(List.of());
    }

    Optional<List<String>> optionalTexts(String key) {
        return typed(key, "an array of strings", JsonNode::isArray).map(array -> {
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < array.size(); i++) {
                JsonNode item = array.get(i);
                if (item.isTextual()) {
                    texts.add(item.textValue());
                } else {
                    findings.wrongType(path(key).index(i), "a string", item);
                }
            }
            return List.copyOf(texts);
        });
    }

    /** A table whose values are all strings, in the order of the file. */
    Map<String, String> textMap(String key) {
        Map<String, String> map = new LinkedHashMap<>();
        object(key)
                .ifPresent(object -> object.properties().forEach(entry -> {
                    if (entry.getValue().isTextual()) {
                        map.put(entry.getKey(), entry.getValue().textValue());
                    } else {
                        findings.wrongType(path(key).key(entry.getKey()), "a string", entry.getValue());
                    }
                }));
        return map;
    }

    /** The tables of an array of tables; empty when the key is absent. */
    List<Table> tables(String key) {
        List<Table> tables = new ArrayList<>();
        typed(key, "an array of tables", JsonNode::isArray).ifPresent(array -> {
            for (int i = 0; i < array.size(); i++) {
                NodePath at = path(key).index(i);
                if (array.get(i) instanceof ObjectNode item) {
                    tables.add(of(item, at, findings));
                } else {
                    findings.wrongType(at, "a table", array.get(i));
                }
            }
        });
        return tables;
    }

    /** Marks keys as known that this reader has no further use for. */
    Table ignoring(String... keys) {
        return ignoring(List.of(keys));
    }

    Table ignoring(Collection<String> keys) {
        known.addAll(keys);
        return this;
    }

    /** Reads keys that are only checked for their type: they matter for local development or to other tools. */
    Table checkingText(String... keys) {
        for (String key : keys) {
            text(key);
        }
        return this;
    }

    Table checkingFlag(String... keys) {
        for (String key : keys) {
            flag(key);
        }
        return this;
    }

    /** Warns about every key that was not asked for. */
    void warnUnknown() {
        warnUnknown("ignored");
    }

    /** The same, where such a key is not ignored but has another {@code fate}. */
    void warnUnknown(String fate) {
        for (String key : keys()) {
            if (!known.contains(key)) {
                boolean misplaced = !path.isItem() && ConfigKeys.kind(key) != ConfigKeys.Kind.UNKNOWN;
                String hint = misplaced ? ConfigKeys.MOVE_UP : Nearest.hint(key, known);
                findings.warn(path(key), "unknown key \"" + key + "\" in " + path + ", " + fate + hint);
            }
        }
    }

    void error(String key, String message) {
        findings.error(node.has(key) ? path(key) : path, message);
    }

    void warn(String key, String message) {
        findings.warn(path(key), message);
    }

    private Optional<JsonNode> typed(String key, String wanted, Predicate<JsonNode> isRight) {
        Optional<JsonNode> value = any(key);
        if (value.isPresent() && !isRight.test(value.get())) {
            findings.wrongType(path(key), wanted, value.get());
            return Optional.empty();
        }
        return value;
    }

    static String quoted(Collection<String> words) {
        return String.join(", ", words.stream().map(w -> '"' + w + '"').toList());
    }
}
