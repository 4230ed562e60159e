package io.github.flaremaven.cloudflare.local;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The workerd processes below a process. */
final class Workerds {
    private static final long PATIENCE_SECONDS = 40;

    private Workerds() {}

    /** workerd itself, without the shell that watches it. */
    static List<ProcessHandle> of(ProcessHandle owner) {
        return owner.descendants()
                .filter(p ->
                        p.info().command().filter(c -> c.endsWith("workerd")).isPresent())
                .toList();
    }

    static List<ProcessHandle> ofThisProcess() {
        return of(ProcessHandle.current());
    }

    /** Waits until all of these have ended. */
    static void awaitEnd(List<ProcessHandle> processes) throws Exception {
        CompletableFuture.allOf(processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
