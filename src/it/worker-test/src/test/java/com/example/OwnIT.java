package com.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flaremaven.cloudflare.junit.Kv;
import io.github.flaremaven.cloudflare.junit.Worker;
import io.github.flaremaven.cloudflare.junit.WorkerTest;
import org.junit.jupiter.api.Test;

/** A class that wants state of its own beside what cloudflare:start runs. */
@WorkerTest(own = true)
class OwnIT {
    @Test
    void beginsWithTheSeedsAlone(Worker worker, Kv cache) {
        assertThat(worker.url().toString()).isNotEqualTo(System.getProperty("started.url"));
        assertThat(cache.keys()).containsExactly("fibonacci:7");
    }
}
