package io.github.flaremaven.cloudflare.release;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.cloudflare.Version;
import io.github.flaremaven.cloudflare.cloudflare.WorkerApi;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds the version that a person means. */
final class VersionFinder {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final int SHORTEST_PREFIX = 6;

    private final WorkerApi worker;

    VersionFinder(WorkerApi worker) {
        this.worker = worker;
    }

    /**
     * By id, by a beginning of it (six digits or more), by number, or by tag.
     *
     * @throws InputFailure when none or more than one fits
     */
    Version find(String word) {
        if (ID.matcher(word).matches()) {
            return worker.version(word);
        }
        List<Version> versions = worker.versions();
        List<Version> matches = versions.stream().filter(v -> matches(v, word)).toList();
        if (matches.isEmpty()) {
            throw new InputFailure("the Worker " + worker.name() + " has no version \"" + word
                    + "\" by id, number or tag; mvn cloudflare:versions lists them");
        }
        if (matches.size() > 1) {
            throw new InputFailure("several versions of " + worker.name() + " go by \"" + word + "\": "
                    + matches.stream().map(Version::id).collect(Collectors.joining(", ")) + "; name one by its id");
        }
        return matches.get(0);
    }

    private static boolean matches(Version version, String word) {
        return version.tag().equals(Optional.of(word))
                || Long.toString(version.number()).equals(word)
                || (word.length() >= SHORTEST_PREFIX && version.id().startsWith(word));
    }
}
