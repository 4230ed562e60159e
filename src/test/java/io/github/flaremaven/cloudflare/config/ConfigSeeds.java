package io.github.flaremaven.cloudflare.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** The configs of the tables and of the integration tests, and what can be made of them. */
final class ConfigSeeds {
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "false",
            "0",
            "-1",
            "1.5",
            "1e999",
            "9007199254740993",
            "\"\"",
            "\"x\"",
            "\"\\u0000\"",
            "[]",
            "{}",
            "[null]",
            "[[]]",
            "[{}]",
            "[\"x\"]",
            "{\"a\":null}",
            "{\"bindings\":1}",
            "{\"production\":{}}");

    private ConfigSeeds() {}

    /** The texts of the files whose names end so. */
    static Stream<String> texts(String ending) {
        Stream<String> ofTables = VerdictTable.all().flatMap(row -> row.texts(ending));
        return Stream.concat(ofTables, ofIntegrationTests(ending)).filter(text -> !text.isBlank());
    }

    private static Stream<String> ofIntegrationTests(String ending) {
        try (Stream<Path> files = Files.walk(Path.of("src/it"))) {
            return files
                    .filter(f -> f.getFileName().toString().matches("wrangler\\" + ending + "c?"))
                    .sorted()
                    .map(ConfigSeeds::textOf)
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String textOf(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that can be read of the texts in TOML. */
    static Stream<ObjectNode> trees() {
        return texts(".toml").flatMap(ConfigSeeds::tree);
    }

    private static Stream<ObjectNode> tree(String toml) {
        try {
            return Stream.of(
                    PlainJson.object(TomlReader.read(Path.of("x"), toml, "x").tree()));
        } catch (InputFailure e) {
            return Stream.empty();
        }
    }

    /** One of the configs with parts of another one, where a few values are others. */
    static ObjectNode damaged(Random random, List<ObjectNode> seeds) {
        ObjectNode tree = seeds.get(random.nextInt(seeds.size())).deepCopy();
        seeds.get(random.nextInt(seeds.size())).properties().forEach(e -> {
            if (random.nextBoolean()) {
                tree.set(e.getKey(), e.getValue().deepCopy());
            }
        });
        for (int changes = random.nextInt(4); changes >= 0; changes--) {
            changeValue(tree, random);
        }
        if (random.nextBoolean() && !tree.has("env")) {
            tree.set("env", Json.object().set("production", tree.deepCopy()));
            changeValue(tree, random);
        }
        return tree;
    }

    /** Puts another value somewhere into the tree. */
    private static void changeValue(JsonNode tree, Random random) {
        JsonNode value = Json.parse(VALUES.get(random.nextInt(VALUES.size())));
        if (tree instanceof ObjectNode object) {
            List<String> keys =
                    object.properties().stream().map(Map.Entry::getKey).toList();
            String key = keys.isEmpty() ? "a" : keys.get(random.nextInt(keys.size()));
            if (keys.isEmpty() || random.nextInt(3) == 0 || !object.get(key).isContainerNode()) {
                object.set(key, value);
            } else {
                changeValue(object.get(key), random);
            }
        } else if (tree instanceof ArrayNode array) {
            int index = array.isEmpty() ? 0 : random.nextInt(array.size());
            if (array.isEmpty() || random.nextInt(3) == 0 || !array.get(index).isContainerNode()) {
                array.insert(index, value);
            } else {
                changeValue(array.get(index), random);
            }
        }
    }
}
