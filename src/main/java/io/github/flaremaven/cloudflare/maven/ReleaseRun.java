package io.github.flaremaven.cloudflare.maven;

import io.github.flaremaven.cloudflare.console.Console;
import io.github.flaremaven.cloudflare.maven.ReactorRelease.Prepared;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Releases the Workers of a reactor, several at a time where the build is parallel. A Worker goes after those that it has
 * service bindings to; after a failure none is begun any more.
 */
final class ReleaseRun {
    private final List<Prepared> releases;
    private final Console console;
    private final List<String> released = new ArrayList<>();
    private Optional<RuntimeException> failure = Optional.empty();

    /** {@code releases} in order: a Worker stands after those it needs. */
    ReleaseRun(List<Prepared> releases, Console console) {
        this.releases = List.copyOf(releases);
        this.console = console;
    }

    void run(int threads) {
        if (releases.size() == 1) {
            releases.get(0).release().run();
            return;
        }
        List<Hold> holds = new ArrayList<>();
        try {
            releases.forEach(r -> holds.add(r.hold().get()));
            runAll(threads);
        } finally {
            holds.forEach(Hold::close);
        }
        failure.ifPresent(f -> {
            tell();
            throw f;
        });
    }

    private void runAll(int threads) {
        ExecutorService pool = Executors.newFixedThreadPool(Math.max(1, Math.min(threads, releases.size())));
        try {
            Map<String, CompletableFuture<Void>> begun = new HashMap<>();
            for (Prepared release : releases) {
                CompletableFuture<?>[] before = release.needs().stream()
                        .map(begun::get)
                        .filter(f -> f != null)
                        .toArray(CompletableFuture[]::new);
                begun.put(release.worker(), CompletableFuture.allOf(before).thenRunAsync(() -> runOne(release), pool));
            }
            CompletableFuture.allOf(begun.values().toArray(CompletableFuture[]::new))
                    .join();
        } finally {
            pool.shutdown();
        }
    }

    private void runOne(Prepared release) {
        synchronized (this) {
            if (failure.isPresent()) {
                return;
            }
        }
        try {
            release.release().run();
            synchronized (this) {
                released.add(release.worker());
            }
        } catch (RuntimeException e) {
            fail(release, e);
        }
    }

    /** The first failure ends the build; one that was under way beside it is told. */
    private synchronized void fail(Prepared release, RuntimeException e) {
        if (failure.isPresent()) {
            console.warn(release.worker() + " failed as well: " + e.getMessage());
        } else {
            failure = Optional.of(e);
        }
    }

    /** Who has to mend it must know what is live already. */
    private synchronized void tell() {
        List<String> rest = releases.stream()
                .map(Prepared::worker)
                .filter(w -> !released.contains(w))
                .toList();
        console.warn("Released: " + (released.isEmpty() ? "none" : String.join(", ", released)) + ". Not released: "
                + String.join(", ", rest));
    }
}
