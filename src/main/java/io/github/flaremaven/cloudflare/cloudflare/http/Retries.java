package io.github.flaremaven.cloudflare.cloudflare.http;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * Decides whether a call is made again, and after which wait. Three attempts in all, with wrangler's waits: none before
 * the second, a second before the third, what {@code Retry-After} says where there is one. A part of a second is added
 * by chance, so that builds that failed together do not come back together.
 */
final class Retries {
    /** A wait beyond this is no use to a build; the API's answer is reported instead. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private static final int ATTEMPTS = 3;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final DoubleSupplier chance;

    /** {@code chance} gives numbers from 0 up to 1. */
    Retries(DoubleSupplier chance) {
        this.chance = chance;
    }

    /** The wait before the next attempt, absent when the answer is final. {@code attempt} counts from 1. */
    Optional<Duration> afterAnswer(Call call, int attempt, int status, Optional<Duration> retryAfter) {
        boolean refused = status == TOO_MANY_REQUESTS && call.repeat() != Call.Repeat.BY_CALLER;
        boolean broken = status >= 500 && call.repeat() == Call.Repeat.ALWAYS;
        if (attempt >= ATTEMPTS || !(refused || broken)) {
            return Optional.empty();
        }
        if (retryAfter.isPresent()) {
            return retryAfter.filter(wait -> wait.compareTo(LONGEST_WAIT) <= 0).map(wait -> wait.plus(upTo(SECOND)));
        }
        return Optional.of(refused ? SECOND.plus(upTo(SECOND)) : backoff(attempt));
    }

    /** The same after an attempt that got no whole answer. */
    Optional<Duration> afterFailure(Call call, int attempt, IOException failure) {
        boolean useless =
                NetworkReasons.cause(failure, FileStream.ChangedFile.class).isPresent();
        return attempt >= ATTEMPTS || call.repeat() != Call.Repeat.ALWAYS || useless
                ? Optional.empty()
                : Optional.of(backoff(attempt));
    }

    private Duration backoff(int attempt) {
        return SECOND.multipliedBy(attempt - 1L).plus(upTo(SECOND.dividedBy(2)));
    }

    private Duration upTo(Duration most) {
        return Duration.ofNanos((long) (chance.getAsDouble() * most.toNanos()));
    }
}
