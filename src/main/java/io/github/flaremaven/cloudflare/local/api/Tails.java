package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.local.state.VersionRef;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The tails that clients made. Safe for use by several threads. */
final class Tails {
    private static final Duration LIFE = Duration.ofHours(6);

    private final Clock clock;
    private final Map<String, Tail> byId = new ConcurrentHashMap<>();
    /** What to call when a tail is deleted, by its id. */
    private final Map<String, List<Runnable>> followers = new ConcurrentHashMap<>();

    /** A tail of a Worker; it ends by itself. */
    record Tail(String id, String script, TailFilter filter, Instant expiresAt) {
        /** Whether its client wants to hear of an event. */
        boolean wants(VersionRef version, JsonNode event) {
            return version.script().equals(script) && filter.lets(version.versionId(), event);
        }
    }

    Tails(Clock clock) {
        this.clock = clock;
    }

    Tail create(String script, TailFilter filter) {
        byId.values().removeIf(this::isOver);
        Tail tail = new Tail(Platform.newTag(), script, filter, clock.instant().plus(LIFE));
        byId.put(tail.id(), tail);
        return tail;
    }

    /** Absent once it was deleted or has expired. */
    Optional<Tail> find(String id) {
        return Optional.ofNullable(byId.get(id)).filter(t -> !isOver(t));
    }

    List<Tail> of(String script) {
        return byId.values().stream()
                .filter(t -> t.script().equals(script) && !isOver(t))
                .toList();
    }

    void delete(String id) {
        byId.remove(id);
        List<Runnable> told = followers.remove(id);
        if (told != null) {
            told.forEach(Runnable::run);
        }
    }

    /** Somebody follows a tail, and wants to be told when it is deleted. */
    void follow(String id, Runnable deleted) {
        followers.computeIfAbsent(id, i -> new CopyOnWriteArrayList<>()).add(deleted);
    }

    /** They do not any more. */
    void unfollow(String id, Runnable deleted) {
        followers.computeIfPresent(id, (i, all) -> {
            all.remove(deleted);
            return all.isEmpty() ? null : all;
        });
    }

    private boolean isOver(Tail tail) {
        return !clock.instant().isBefore(tail.expiresAt());
    }
}
