package io.github.flaremaven.cloudflare.base;

import java.util.Optional;

/**
 * One finding in a file: what is wrong and where.
 *
 * @param severity whether it stops the build
 * @param file the file as the user would write it; empty when the finding is about a value that stands in no file
 * @param position line and column, absent when the place is the whole file
 * @param message one sentence, without the place
 * @param frame the line of the file with a caret under the place, ready to print; may be empty
 */
public record Diagnostic(Severity severity, String file, Optional<Position> position, String message, String frame) {

    /** Whether a finding stops the build. */
    public enum Severity {
        ERROR,
        WARNING
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** {@code file:line:column}, as editors and terminals link it. */
    public String place() {
        return file + position.map(p -> ":" + p.line() + ":" + p.column()).orElse("");
    }

    @Override
    public String toString() {
        String place = place();
        return place.isEmpty() ? message : place + ": " + message;
    }
}
