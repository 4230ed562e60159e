package com.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flaremaven.cloudflare.junit.Kv;
import io.github.flaremaven.cloudflare.junit.Worker;
import io.github.flaremaven.cloudflare.junit.WorkerTest;
import org.junit.jupiter.api.Test;

@WorkerTest
class ComputeIT {
    @Test
    void cachesWhatItComputes(Worker worker, Kv cache) {
        assertThat(worker.get("/compute?n=90").json().path("cached").asBoolean()).isFalse();

        assertThat(cache.get("fibonacci:90")).contains("2880067194370816120");
        assertThat(worker.get("/compute?n=90").json().path("cached").asBoolean()).isTrue();
        worker.awaitLog("from the cache fibonacci:90");
    }
}
