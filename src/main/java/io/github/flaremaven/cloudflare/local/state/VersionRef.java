package io.github.flaremaven.cloudflare.local.state;

import java.util.Optional;

/** A version of a Worker by name: {@code script@version}, as its service is called in workerd. */
public record VersionRef(String script, String versionId) {

    /** Reads what {@link #toString} writes; absent when it is something else. */
    public static Optional<VersionRef> parse(String text) {
        int at = text.lastIndexOf('@');
        return at < 1 ? Optional.empty() : Optional.of(new VersionRef(text.substring(0, at), text.substring(at + 1)));
    }

    @Override
    public String toString() {
        return script + "@" + versionId;
    }
}
