package io.github.flaremaven.cloudflare.testbed;

import io.github.flaremaven.cloudflare.base.Failure;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import io.github.flaremaven.cloudflare.observe.TailEvent;
import io.github.flaremaven.cloudflare.observe.TailFilters;
import io.github.flaremaven.cloudflare.observe.TailSession;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** All that a Worker says from now on, through a tail. */
public final class CollectedLogs implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<TailEvent.Message> messages = new ArrayList<>();
    private final CompletableFuture<Boolean> connected = new CompletableFuture<>();
    private final Thread thread;

    private CollectedLogs(TailSession session) {
        this.thread = new Thread(() -> follow(session), "worker-logs");
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns once it listens, so that nothing of a request that follows is missed. */
    public static CollectedLogs of(RunningWorker worker, LocalAccount account) {
        TailSession session = new TailSession(
                account.api().worker(worker.name()).tails(),
                new TailFilters(
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty()),
                new TailSession.Limits(Optional.empty(), Optional.empty(), Optional.empty()),
                account.client(),
                LocalAccount.userAgent(),
                Clock.systemUTC(),
                wait -> TimeUnit.NANOSECONDS.sleep(wait.toNanos()));
        CollectedLogs logs = new CollectedLogs(session);
        try {
            logs.connected.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return logs;
        } catch (ExecutionException | TimeoutException e) {
            logs.close();
            throw new ToolFailure("the logs of the Worker " + worker.name() + " cannot be followed: " + e, e);
        } catch (InterruptedException e) {
            logs.close();
            Thread.currentThread().interrupt();
            throw new ToolFailure("interrupted while the logs were connected", e);
        }
    }

    private void follow(TailSession session) {
        try {
            session.follow(this::add, new TailSession.Listener() {
                @Override
                public void connected(Instant expiresAt) {
                    connected.complete(true);
                }

                @Override
                public void reconnecting(String reason, Duration wait) {}
            });
        } catch (Failure e) {
            connected.completeExceptionally(e);
        }
    }

    private void add(TailEvent event) {
        synchronized (messages) {
            messages.addAll(event.messages());
            messages.notifyAll();
        }
    }

    /** What has arrived so far. What a request makes a Worker say may arrive a moment after the answer. */
    public List<TailEvent.Message> all() {
        synchronized (messages) {
            return List.copyOf(messages);
        }
    }

    /** Waits until a message like this has arrived; absent when none does within the patience. */
    public Optional<TailEvent.Message> await(Predicate<TailEvent.Message> wanted, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        synchronized (messages) {
            while (true) {
                Optional<TailEvent.Message> found =
                        messages.stream().filter(wanted).findFirst();
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (found.isPresent() || left <= 0) {
                    return found;
                }
                try {
                    messages.wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return found;
                }
            }
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
