package com.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flaremaven.cloudflare.junit.Worker;
import io.github.flaremaven.cloudflare.junit.WorkerTest;
import org.junit.jupiter.api.Test;

/** Generated types; the seeds; and that all classes share what cloudflare:start runs. */
@WorkerTest
class EnvIT {
    @Test
    void seedsAreThere(Worker worker, Env env) {
        assertThat(Env.Names.MCP_CACHE).isEqualTo("MCP_CACHE");
        assertThat(env.MCP_CACHE().get("fibonacci:7")).contains("thirteen");
        assertThat(env.ARTIFACTS().get("notes/first.txt")).contains("kept for tests\n");
        assertThat(worker.get("/compute?n=7").json().path("result").asText()).isEqualTo("thirteen");
    }

    @Test
    void theWorkerIsTheOneThatTheBuildStarted(Worker worker) {
        assertThat(worker.url().toString()).isEqualTo(System.getProperty("started.url"));
        assertThat(worker.get("/health").json().path("environment").asText()).isEqualTo("development");
    }
}
