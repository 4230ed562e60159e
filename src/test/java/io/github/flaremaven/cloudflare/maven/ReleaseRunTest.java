package io.github.flaremaven.cloudflare.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.console.Console;
import io.github.flaremaven.cloudflare.maven.ReactorRelease.Prepared;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReleaseRunTest {
    private final List<String> done = new CopyOnWriteArrayList<>();
    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final AtomicInteger held = new AtomicInteger();

    @Test
    void aWorkerGoesAfterThoseItNeeds() {
        run(
                4,
                prepared("a", Set.of(), () -> {}),
                prepared("b", Set.of("a"), () -> {}),
                prepared("c", Set.of("b"), () -> {
                    assertThat(done).containsExactly("a", "b");
                }));

        assertThat(done).containsExactly("a", "b", "c");
        assertThat(held).hasValue(0);
    }

    @Test
    void afterAFailureNoneIsBegunAndAllIsTold() {
        assertThatThrownBy(() -> run(
                        1,
                        prepared("a", Set.of(), () -> {}),
                        prepared("b", Set.of(), () -> fail("b is refused")),
                        prepared("c", Set.of(), () -> {})))
                .isInstanceOf(InputFailure.class)
                .hasMessage("b is refused");

        assertThat(done).containsExactly("a");
        assertThat(warnings).containsExactly("Released: a. Not released: b, c");
        assertThat(held).hasValue(0);
    }

    @Test
    void noFailureIsHiddenByAnother() {
        CyclicBarrier both = new CyclicBarrier(2);

        assertThatThrownBy(() -> run(
                        2,
                        prepared("a", Set.of(), () -> failTogether(both, "a is refused")),
                        prepared("b", Set.of(), () -> failTogether(both, "b is refused"))))
                .isInstanceOf(InputFailure.class)
                .hasMessageMatching("[ab] is refused");

        assertThat(warnings).hasSize(2);
        assertThat(warnings.get(0)).matches("[ab] failed as well: [ab] is refused");
    }

    private void run(int threads, Prepared... releases) {
        new ReleaseRun(List.of(releases), new Warnings()).run(threads);
    }

    private Prepared prepared(String worker, Set<String> needs, Runnable release) {
        return new Prepared(
                worker,
                needs,
                () -> {
                    held.incrementAndGet();
                    return held::decrementAndGet;
                },
                () -> {
                    release.run();
                    done.add(worker);
                });
    }

    private static void fail(String message) {
        throw new InputFailure(message);
    }

    private static void failTogether(CyclicBarrier barrier, String message) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        fail(message);
    }

    private final class Warnings implements Console {
        @Override
        public void info(String line) {}

        @Override
        public void warn(String line) {
            warnings.add(line);
        }

        @Override
        public void debug(String line) {}

        @Override
        public void print(String line) {}

        @Override
        public String bold(String text) {
            return text;
        }
    }
}
