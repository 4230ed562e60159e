package io.github.flaremaven.cloudflare.observe;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Failure;
import io.github.flaremaven.cloudflare.base.NetworkFailure;
import io.github.flaremaven.cloudflare.cloudflare.TailApi;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Follows a Worker's events until enough were seen or the time is over. A connection that is lost is made anew, with a
 * new tail; a tail that is about to expire is replaced.
 */
public final class TailSession {
    private static final int MOST_ATTEMPTS = 5;
    private static final Duration BEFORE_EXPIRY = Duration.ofMinutes(2);

    private final TailApi api;
    private final TailFilters filters;
    private final Limits limits;
    private final HttpClient client;
    private final String userAgent;
    private final Clock clock;
    private final Pause pause;

    /** Waits between attempts; an input, so that tests need not wait. */
    public interface Pause {
        void last(Duration duration) throws InterruptedException;
    }

    /**
     * When to stop, and what to show.
     *
     * @param duration absent: until the build is interrupted
     * @param events how many at most; absent: any number
     * @param level messages below it are left out, and events that have none left
     */
    public record Limits(Optional<Duration> duration, Optional<Integer> events, Optional<LogLevel> level) {}

    /** Hears what happens beside the events. */
    public interface Listener {
        void connected(Instant expiresAt);

        void reconnecting(String reason, Duration wait);
    }

    public TailSession(
            TailApi api,
            TailFilters filters,
            Limits limits,
            HttpClient client,
            String userAgent,
            Clock clock,
            Pause pause) {
        this.api = api;
        this.filters = filters;
        this.limits = limits;
        this.client = client;
        this.userAgent = userAgent;
        this.clock = clock;
        this.pause = pause;
    }

    /**
     * Follows until a limit is reached or the thread is interrupted.
     *
     * @return how many events were shown
     * @throws NetworkFailure when the connection cannot be kept
     */
    public int follow(Consumer<TailEvent> events, Listener listener) {
        Optional<Instant> end = limits.duration().map(d -> clock.instant().plus(d));
        int seen = 0;
        int attempts = 0;
        while (!isOver(seen, end)) {
            TailApi.Tail tail = api.create(filters.toJson());
            try (TailConnection connection = TailConnection.open(client, tail.url(), userAgent)) {
                listener.connected(tail.expiresAt());
                Optional<String> lost = Optional.empty();
                while (lost.isEmpty() && !isOver(seen, end) && !isExpiring(tail)) {
                    Optional<JsonNode> message = connection.next(Duration.ofMillis(200));
                    if (message.isPresent()) {
                        attempts = 0;
                        seen += show(message.get(), events);
                    }
                    lost = message.isPresent() ? Optional.empty() : connection.lost();
                }
                if (lost.isPresent() && connection.endedCleanly()) {
                    return seen;
                }
                if (lost.isPresent()) {
                    attempts = pause(lost.get(), attempts, listener);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return seen;
            } finally {
                end(tail);
            }
        }
        return seen;
    }

    private int show(JsonNode message, Consumer<TailEvent> events) {
        TailEvent event = new TailEvent(message, ZoneId.systemDefault());
        if (limits.level().isPresent()) {
            event = event.from(limits.level().get());
            if (!event.hasMessages()) {
                return 0;
            }
        }
        events.accept(event);
        return 1;
    }

    private boolean isOver(int seen, Optional<Instant> end) {
        return limits.events().filter(most -> seen >= most).isPresent()
                || end.filter(e -> !clock.instant().isBefore(e)).isPresent();
    }

    private boolean isExpiring(TailApi.Tail tail) {
        return tail.expiresAt().isAfter(Instant.EPOCH)
                && clock.instant().isAfter(tail.expiresAt().minus(BEFORE_EXPIRY));
    }

    /** Waits 1, 2, 4, 8, 16 seconds, as wrangler does. */
    private int pause(String reason, int attempts, Listener listener) throws InterruptedException {
        if (attempts >= MOST_ATTEMPTS) {
            throw new NetworkFailure(
                    "the tail was lost " + MOST_ATTEMPTS + " times in a row: " + reason,
                    "tail",
                    new IllegalStateException(reason));
        }
        Duration wait = Duration.ofSeconds(1L << attempts);
        listener.reconnecting(reason, wait);
        pause.last(wait);
        return attempts + 1;
    }

    private void end(TailApi.Tail tail) {
        try {
            api.delete(tail.id());
        } catch (Failure ignored) {
            // It expires by itself.
            return;
        }
    }
}
