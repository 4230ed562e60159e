package io.github.flaremaven.cloudflare.conformance;

import io.github.flaremaven.cloudflare.local.TestApi;
import io.github.flaremaven.cloudflare.local.TestCloudflare;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Wrangler as a client of an embedded Cloudflare that the tests of a class share. */
@Tag("conformance")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WranglerTest {
    final ConformanceTools tools = ConformanceTools.find();
    TestCloudflare cloudflare;
    TestApi api;

    @TempDir
    Path folder;

    @BeforeAll
    void start(@TempDir Path state) {
        cloudflare = TestCloudflare.start(state, tools.cache());
        api = cloudflare.api();
    }

    @AfterAll
    void stop() {
        cloudflare.close();
    }

    WranglerCommand wrangler() {
        return new WranglerCommand(tools, folder, cloudflare);
    }
}
