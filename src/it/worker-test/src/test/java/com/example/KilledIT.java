package com.example;

import io.github.flaremaven.cloudflare.junit.Worker;
import io.github.flaremaven.cloudflare.junit.WorkerTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Goes on until the build is killed. */
@WorkerTest(own = true)
@EnabledIfSystemProperty(named = "killed", matches = "true")
class KilledIT {
    @Test
    void waits(Worker worker) throws Exception {
        Files.writeString(Path.of("target", "waiting"), worker.url().toString());
        new CountDownLatch(1).await();
    }
}
