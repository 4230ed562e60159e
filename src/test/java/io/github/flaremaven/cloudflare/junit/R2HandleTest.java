package io.github.flaremaven.cloudflare.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** R2 as tests read and write it, and as the Worker sees it. */
@WorkerTest(project = "target/test-classes/projects/stored", seeds = "seeds/files")
class R2HandleTest {
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', 0, (byte) 0xff};

    @Test
    void seedsAreThereWithTheirContentTypes(R2 files) {
        assertThat(files.keys("docs/")).containsExactly("docs/read me+1.txt");
        assertThat(files.get("docs/read me+1.txt")).contains("Read me first.\n");
        assertThat(files.contentType("docs/read me+1.txt").orElse("")).startsWith("text/plain");
        assertThat(files.bytes("dot.png")).contains(PNG);
        assertThat(files.contentType("dot.png")).contains("image/png");
        assertThat(files.bucket()).isEqualTo("stored-files");
    }

    @Test
    void theWorkerSeesWhatATestStores(Worker worker, R2 files) {
        files.put("a/b c?#%.json", "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8), "application/json");

        Reply reply = worker.get("/files/a%2Fb%20c%3F%23%25.json");
        assertThat(reply.text()).isEqualTo("{}");
        assertThat(reply.header("content-type")).contains("application/json");
    }

    @Test
    void aTestSeesWhatTheWorkerStores(Worker worker, R2 files) {
        assertThat(worker.put("/files/from-worker", "größer").status()).isEqualTo(204);

        assertThat(files.get("from-worker")).contains("größer");
        assertThat(files.contentType("from-worker")).contains("image/png");
    }

    @Test
    void deletes(R2 files) {
        files.put("gone", "x");
        files.delete("gone");
        files.delete("gone");

        assertThat(files.get("gone")).isEmpty();
        assertThat(files.keys("gone")).isEmpty();
    }

    @Test
    void listsMoreObjectsThanOnePage(R2 files) {
        IntStream.range(0, 45).forEach(i -> files.put("page/" + i, "x"));

        assertThat(files.keys("page/")).hasSize(45);
    }
}
