package io.github.flaremaven.cloudflare.secret;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Where secret values come from: the environment, a file, standard input. Never the command line. */
public final class SecretSource {
    /** The API takes at most this many in one call. */
    public static final int MOST = 100;

    private final Map<String, String> environment;
    private final InputStream stdin;
    private final DotEnvReader dotEnv;

    /** Reads the {@code KEY=value} format, without expansion. */
    public interface DotEnvReader {
        Map<String, Secret> read(String text);
    }

    public SecretSource(Map<String, String> environment, InputStream stdin, DotEnvReader dotEnv) {
        this.environment = environment;
        this.stdin = stdin;
        this.dotEnv = dotEnv;
    }

    /** The value of an environment variable. */
    public Secret fromVariable(String variable) {
        String value = environment.get(variable);
        if (value == null || value.isEmpty()) {
            throw new InputFailure("the environment variable " + variable + " is not set or empty");
        }
        return trimmed(value);
    }

    /** The content of a file; white space at its end does not count, as in wrangler. */
    public Secret fromFile(Path file) {
        return nonEmpty(read(file), file.toString());
    }

    /** Everything that standard input holds. */
    public Secret fromStandardInput() {
        try {
            return nonEmpty(new String(stdin.readAllBytes(), StandardCharsets.UTF_8), "standard input");
        } catch (IOException e) {
            throw new UncheckedIOException("standard input cannot be read", e);
        }
    }

    /**
     * Several secrets from one file: a JSON object of strings, or else {@code KEY=value} lines. A JSON null deletes the
     * secret.
     *
     * @throws InputFailure when the file is neither, is empty, or holds more than {@value #MOST}
     */
    public Map<String, Optional<Secret>> many(Path file) {
        Map<String, Optional<Secret>> secrets = parse(read(file), file);
        if (secrets.isEmpty()) {
            throw new InputFailure(
                    "the file " + file + " holds no secrets; write a JSON object of strings or KEY=value lines");
        }
        if (secrets.size() > MOST) {
            throw new InputFailure("the file " + file + " holds " + secrets.size() + " secrets; at most " + MOST
                    + " can be set at once");
        }
        return secrets;
    }

    private Map<String, Optional<Secret>> parse(String text, Path file) {
        Map<String, Optional<Secret>> secrets = new LinkedHashMap<>();
        Optional<JsonNode> json = json(text);
        if (json.isEmpty()) {
            dotEnv.read(text).forEach((name, value) -> secrets.put(name, Optional.of(value)));
            return secrets;
        }
        json.get().properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            if (!value.isTextual() && !value.isNull()) {
                throw new InputFailure("the secret " + entry.getKey() + " in " + file + " must be a string or null");
            }
            secrets.put(entry.getKey(), value.isNull() ? Optional.empty() : Optional.of(new Secret(value.textValue())));
        });
        return secrets;
    }

    private static Optional<JsonNode> json(String text) {
        if (!text.stripLeading().startsWith("{")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.parse(text)).filter(JsonNode::isObject);
        } catch (UncheckedIOException e) {
            return Optional.empty();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new InputFailure("the file " + file + " with the secret cannot be read");
        }
    }

    private static Secret nonEmpty(String value, String source) {
        if (value.isBlank()) {
            throw new InputFailure("the secret from " + source + " is empty");
        }
        return trimmed(value);
    }

    private static Secret trimmed(String value) {
        return new Secret(value.stripTrailing());
    }
}
