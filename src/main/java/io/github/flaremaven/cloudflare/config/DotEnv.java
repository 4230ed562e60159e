package io.github.flaremaven.cloudflare.config;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Secret;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Variables from {@code .env}, {@code .dev.vars} and the like, read as wrangler reads them (dotenv and dotenv-expand).
 *
 * @param values by name, in the order of the files
 */
public record DotEnv(Map<String, Secret> values) {
    /** No variables at all. */
    public static final DotEnv NONE = new DotEnv(Map.of());

    /** An unescaped reference: <code>${expression}</code> or {@code $NAME}. */
    private static final Pattern REFERENCE =
            Pattern.compile("(?<!\\\\)\\$(?:\\{(?<braced>[^{}]+)}|(?<bare>[A-Za-z_][A-Za-z0-9_]*))");

    private static final Pattern OPERATOR = Pattern.compile(":\\+|\\+|:-|-");
    /** Variables that refer to each other can do so without end. */
    private static final int MOST_REFERENCES = 1000;
    /** In characters, of all the texts that a value goes through until its last reference is replaced. */
    private static final int LONGEST_WAY = 1 << 23;

    public DotEnv {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values)); // keeps the order of the files
    }

    /** The variables of a text as they stand, with references left alone. */
    public static DotEnv parse(String text) {
        Map<String, Secret> values = new LinkedHashMap<>();
        DotEnvScanner.scan(text).forEach((name, value) -> values.put(name, new Secret(value)));
        return new DotEnv(values);
    }

    /**
     * The variables of a file as they stand.
     *
     * @throws InputFailure when the file is missing or no text
     */
    public static DotEnv read(Path file) {
        return parse(TextFile.read(file));
    }

    /** These variables with those of {@code later} laid over them. */
    public DotEnv with(DotEnv later) {
        Map<String, Secret> both = new LinkedHashMap<>(values);
        both.putAll(later.values);
        return new DotEnv(both);
    }

    /**
     * These variables with all references replaced: by {@code surroundings} first, then by the variables above. A variable
     * that {@code surroundings} has with another value, not an empty one, gets that value.
     *
     * @throws InputFailure when references have no end
     */
    public DotEnv expanded(Map<String, Secret> surroundings) {
        Map<String, String> known = new HashMap<>();
        surroundings.forEach((name, value) -> known.put(name, value.reveal()));
        Map<String, String> done = new HashMap<>();
        Map<String, Secret> expanded = new LinkedHashMap<>();
        values.forEach((name, secret) -> {
            String outer = known.getOrDefault(name, "");
            String value = outer.isEmpty() || outer.equals(secret.reveal())
                    ? expand(name, secret.reveal(), known, done)
                    : outer;
            String plain = value.replace("\\$", "$");
            done.put(name, plain);
            expanded.put(name, new Secret(plain));
        });
        return new DotEnv(expanded);
    }

    private static String expand(String name, String value, Map<String, String> known, Map<String, String> done) {
        String result = value;
        Set<String> seen = new HashSet<>();
        int references = 0;
        long way = 0;
        Matcher reference = REFERENCE.matcher(result);
        while (reference.find()) {
            way += result.length();
            if (++references > MOST_REFERENCES || way > LONGEST_WAY) {
                throw new InputFailure("the variable " + name + " refers to itself, or to more than can be replaced");
            }
            seen.add(result);
            String expression = reference.group("braced") == null ? reference.group("bare") : reference.group("braced");
            Matcher operator = OPERATOR.matcher(expression);
            boolean hasOperator = operator.find();
            String key = hasOperator ? expression.substring(0, operator.start()) : expression;
            String other = hasOperator ? expression.substring(operator.end()) : "";
            String found = known.getOrDefault(key, done.getOrDefault(key, ""));
            boolean alternate = hasOperator && operator.group().endsWith("+");
            String replacement;
            if (alternate) {
                replacement = found.isEmpty() ? "" : other;
            } else {
                replacement = found.isEmpty() || seen.contains(found) ? other : found;
            }
            result = result.substring(0, reference.start()) + replacement + result.substring(reference.end());
            if (result.equals(done.get(key))) {
                break;
            }
            reference.reset(result);
        }
        return result;
    }
}
