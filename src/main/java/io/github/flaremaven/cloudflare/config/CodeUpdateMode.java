package io.github.flaremaven.cloudflare.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How Durable Objects get new code, as the command line writes it: {@code immediate}, or {@code deferred 30s}. */
final class CodeUpdateMode {
    static final String FORM = "\"immediate\", or \"deferred\" with the longest delay, such as \"deferred 30s\"";

    private static final Pattern DEFERRED = Pattern.compile("deferred\\s+(\\d{1,9}(?:\\.\\d{1,9})?)\\s*([a-z]*)");

    /** In seconds. */
    private static final Map<String, BigDecimal> UNITS = Map.of(
            "ms",
            new BigDecimal("0.001"),
            "",
            BigDecimal.ONE,
            "s",
            BigDecimal.ONE,
            "m",
            BigDecimal.valueOf(60),
            "h",
            BigDecimal.valueOf(3600),
            "d",
            BigDecimal.valueOf(86_400));

    private CodeUpdateMode() {}

    /** The config's {@code code_update_strategy}; absent when the text says something else. */
    static Optional<ObjectNode> parse(String text) {
        if (text.equals("immediate")) {
            return Optional.of(Json.object().put("mode", text));
        }
        Matcher deferred = DEFERRED.matcher(text);
        if (!deferred.matches() || !UNITS.containsKey(deferred.group(2))) {
            return Optional.empty();
        }
        BigDecimal seconds = new BigDecimal(deferred.group(1)).multiply(UNITS.get(deferred.group(2)));
        return Optional.of(Json.object().put("mode", "deferred").put("max_delay", seconds.stripTrailingZeros()));
    }
}
