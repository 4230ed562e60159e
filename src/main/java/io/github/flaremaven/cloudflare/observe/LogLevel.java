package io.github.flaremaven.cloudflare.observe;

import io.github.flaremaven.cloudflare.base.InputFailure;
import java.util.Arrays;
import java.util.Locale;

/** The levels of console messages, from chatty to grave. */
public enum LogLevel {
    DEBUG,
    LOG,
    INFO,
    WARN,
    ERROR;

    /** The level that a Worker's console used; unknown words count as {@link #LOG}. */
    static LogLevel of(String word) {
        return Arrays.stream(values())
                .filter(l -> l.word().equals(word))
                .findFirst()
                .orElse(LOG);
    }

    /**
     * Reads the parameter.
     *
     * @throws InputFailure for another word
     */
    public static LogLevel parse(String word) {
        return Arrays.stream(values())
                .filter(l -> l.word().equals(word.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new InputFailure(
                        "cloudflare.level must be debug, log, info, warn or error, found \"" + word + "\""));
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
