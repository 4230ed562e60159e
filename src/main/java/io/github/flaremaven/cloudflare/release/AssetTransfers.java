package io.github.flaremaven.cloudflare.release;

import io.github.flaremaven.cloudflare.base.ApiFailure;
import io.github.flaremaven.cloudflare.base.Failure;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Pause;
import io.github.flaremaven.cloudflare.base.Secret;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * Runs the requests of an upload side by side and makes those again that fail, by wrangler's rules: five times with
 * growing waits, whatever the failure; after a gateway error one at a time, until things go well again; and when the API
 * asks for a pause, all wait.
 */
final class AssetTransfers {
    private static final int RETRIES = 5;
    private static final Set<Integer> GATEWAY_ERRORS = Set.of(502, 503, 504, 524);
    /** Gateway errors of one request that do not count as tries. */
    private static final int FREE_GATEWAY_ERRORS = 4;

    private static final Duration GATEWAY_WAIT = Duration.ofSeconds(5);

    private final Pause pause;
    private final Clock clock;
    private final TransferLane lane;

    /** {@code parallel} is how many requests may run at once. */
    AssetTransfers(Pause pause, Clock clock, int parallel) {
        this.pause = pause;
        this.clock = clock;
        this.lane = new TransferLane(parallel, pause, clock);
    }

    /**
     * Makes all requests.
     *
     * @param requests each gives the completion token if it was the last one to be missing
     * @param sessionEnd when the API takes no more of them
     * @return the completion token; absent when no request was given one
     * @throws Failure the first one that no repetition helps against; what is still under way is given up
     */
    Optional<Secret> run(List<Supplier<Optional<Secret>>> requests, Optional<Instant> sessionEnd) {
        ExecutorService workers = Executors.newFixedThreadPool(Math.min(lane.width(), requests.size()));
        try {
            CompletionService<Optional<Secret>> done = new ExecutorCompletionService<>(workers);
            List<Future<Optional<Secret>>> all = new ArrayList<>();
            requests.forEach(request -> all.add(done.submit(() -> untilItWorks(request, sessionEnd))));
            Optional<Secret> token = Optional.empty();
            for (int i = 0; i < all.size(); i++) {
                Optional<Secret> given = done.take().get();
                token = given.isPresent() ? given : token;
            }
            return token;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Failure failure
                    ? failure
                    : new ToolFailure("the assets cannot be uploaded: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ToolFailure("interrupted while the assets were uploaded", e);
        } finally {
            workers.shutdownNow();
        }
    }

    private Optional<Secret> untilItWorks(Supplier<Optional<Secret>> request, Optional<Instant> sessionEnd)
            throws InterruptedException {
        int tries = 0;
        int gatewayErrors = 0;
        while (true) {
            try {
                return once(request);
            } catch (InputFailure failure) {
                throw failure; // about the file itself: the next try would not read it either
            } catch (Failure failure) {
                if (tries >= RETRIES) {
                    throw tooLate(sessionEnd) ? tookTooLong(failure) : failure;
                }
                Duration wait = Duration.ofSeconds(1L << tries);
                if (isGatewayError(failure)) {
                    wait = wait.plus(GATEWAY_WAIT.multipliedBy(1L << gatewayErrors));
                    gatewayErrors++;
                }
                if (!isGatewayError(failure) || gatewayErrors > FREE_GATEWAY_ERRORS) {
                    tries++;
                }
                if (pauseAskedFor(failure).isEmpty()) {
                    pause.last(wait);
                }
            }
        }
    }

    private Optional<Secret> once(Supplier<Optional<Secret>> request) throws InterruptedException {
        int generation = lane.enter();
        try {
            Optional<Secret> token = request.get();
            lane.widen(generation);
            return token;
        } catch (Failure failure) {
            if (isGatewayError(failure)) {
                lane.narrow();
            }
            pauseAskedFor(failure).ifPresent(lane::close);
            throw failure;
        } finally {
            lane.leave();
        }
    }

    private boolean tooLate(Optional<Instant> sessionEnd) {
        return sessionEnd.filter(end -> !clock.instant().isBefore(end)).isPresent();
    }

    private static ToolFailure tookTooLong(Failure failure) {
        return new ToolFailure(
                "the upload of the assets took longer than its session lasts; run the goal again: what arrived is kept, "
                        + "and it goes on from there (the last failure: " + failure.sentence() + ")",
                failure);
    }

    private static boolean isGatewayError(Failure failure) {
        return failure instanceof ApiFailure api && GATEWAY_ERRORS.contains(api.status());
    }

    private static Optional<Duration> pauseAskedFor(Failure failure) {
        return failure instanceof ApiFailure api ? api.retryAfter() : Optional.empty();
    }
}
