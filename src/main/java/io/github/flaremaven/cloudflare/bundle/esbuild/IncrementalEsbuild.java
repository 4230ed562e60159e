package io.github.flaremaven.cloudflare.bundle.esbuild;

import io.github.flaremaven.cloudflare.base.ToolFailure;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * An esbuild for builds that are made again and again: the second one of a kind takes only as long as what changed. It is
 * started with the first build, and again after it broke. Safe for use by several threads, one build at a time.
 */
public final class IncrementalEsbuild implements Esbuild {
    /** Builds that are remembered: the look at the entry module and the bundle, each before and after a change. */
    private static final int MOST_CONTEXTS = 4;

    private final Supplier<EsbuildService> start;
    private final Deque<EsbuildContext> contexts = new ArrayDeque<>();
    private Optional<EsbuildService> service = Optional.empty();

    /** {@code start} starts esbuild. */
    public IncrementalEsbuild(Supplier<EsbuildService> start) {
        this.start = start;
    }

    @Override
    public synchronized EsbuildResult build(EsbuildRequest request) {
        try {
            return context(request).rebuild(request);
        } catch (ToolFailure e) {
            close();
            throw e;
        }
    }

    private EsbuildContext context(EsbuildRequest request) {
        if (service.isEmpty()) {
            service = Optional.of(start.get());
        }
        EsbuildService running = service.get();
        EsbuildContext context = contexts.stream()
                .filter(c -> c.fits(request))
                .findFirst()
                .orElseGet(() -> EsbuildContext.create(running, request));
        contexts.remove(context);
        contexts.addFirst(context);
        if (contexts.size() > MOST_CONTEXTS) {
            contexts.removeLast().dispose();
        }
        return context;
    }

    /** Ends esbuild; a later build starts it anew. */
    @Override
    public synchronized void close() {
        contexts.clear();
        service.ifPresent(EsbuildService::close);
        service = Optional.empty();
    }
}
