package io.github.flaremaven.cloudflare.junit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** One of two classes that write the same: each begins with the seeds alone. */
@SeededWorker
class SecondFreshStateTest {
    @Test
    void beginsWithTheSeedsAlone(@Binding("CACHE") Kv cache) {
        assertThat(cache.keys()).containsExactly("kept");

        cache.put("left", "behind");
    }
}
