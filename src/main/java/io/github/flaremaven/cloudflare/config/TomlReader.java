package io.github.flaremaven.cloudflare.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.toml.TomlFactory;
import com.fasterxml.jackson.dataformat.toml.TomlReadFeature;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads {@code wrangler.toml} as TOML 1.1, which is what wrangler's parser takes. Jackson reads TOML 1.0 and is quick; what
 * it does not take is read a second time by a parser that takes 1.1 and lists all errors. Dates and times come out as
 * nodes that hold a {@code java.time} value, so that they are never mistaken for strings.
 */
final class TomlReader {
    /** Both readings refuse nesting; what one of them takes the other must take too. */
    private static final int DEEPEST = 100;

    private static final TomlFactory FACTORY = TomlFactory.builder()
            .enable(TomlReadFeature.PARSE_JAVA_TIME)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build();
    /**
     * What Jackson 2.22 takes without a word and TOML forbids: control characters, halves of characters, also as escapes,
     * and keys with a dot that add to a table which had a header. And what it reads wrong: integers of 19 digits,
     * 9223372036854775807 becomes 6854775807.
     */
    private static final Pattern SUSPICIOUS = Pattern.compile(
            "[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\x7F\\uD800-\\uDFFF]|\r(?!\n)|\\d[\\d_]{15}"
                    + "|\\\\(?:u|U0000)[dD][89a-fA-F]|^[ \\t]*[^\\s\\[#=.][^=.\n]*+\\.[^=\n]*+=",
            Pattern.MULTILINE);

    private TomlReader() {}

    /**
     * @throws InputFailure with the syntax errors of the file
     */
    static ConfigDocument read(Path file, String text, String shownFile) {
        ObjectNode tree = quick(text).orElseGet(() -> TomlSecondReading.tree(text, shownFile));
        return new ConfigDocument(file, new SourceText(text), tree, () -> TomlSecondReading.places(text));
    }

    /** The tree; absent when there is anything that the second reading has to look at. */
    static Optional<ObjectNode> quick(String text) {
        if (SUSPICIOUS.matcher(text).find()) {
            return Optional.empty();
        }
        try (JsonParser parser = FACTORY.createParser(text)) {
            return Json.read(parser) instanceof ObjectNode object && hasOnlyPlainNumbers(object)
                    ? Optional.of(object)
                    : Optional.empty();
        } catch (IOException | RuntimeException | StackOverflowError e) {
            // Jackson's TOML parser lets other exceptions through for some broken numbers.
            return Optional.empty();
        }
    }

    /** Jackson takes floats that no double holds, and integers that no JavaScript number does. */
    private static boolean hasOnlyPlainNumbers(JsonNode node) {
        if (node.isFloatingPointNumber()) {
            return Double.isFinite(node.doubleValue());
        }
        if (node.isIntegralNumber()) {
            return node.canConvertToLong() && Math.abs(node.doubleValue()) <= PlainJson.LARGEST_INTEGER;
        }
        for (JsonNode child : node) {
            if (!hasOnlyPlainNumbers(child)) {
                return false;
            }
        }
        return true;
    }
}
