package io.github.flaremaven.cloudflare.console;

/** Where a goal speaks: to the build's log, and for what scripts read to standard output. */
public interface Console {
    /** A finished step or a result; hidden by {@code -q}. */
    void info(String line);

    /** Something to act on. */
    void warn(String line);

    /** Details for {@code -X}. */
    void debug(String line);

    /** Raw output that a script may read: never hidden, never decorated. */
    void print(String line);

    /** The text made to stand out, where colour is on. */
    String bold(String text);

    /** The text in yellow, where colour is on. */
    default String yellow(String text) {
        return text;
    }

    /** The text in red, where colour is on. */
    default String red(String text) {
        return text;
    }
}
