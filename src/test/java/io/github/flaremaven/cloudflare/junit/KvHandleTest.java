package io.github.flaremaven.cloudflare.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flaremaven.cloudflare.base.ApiFailure;
import io.github.flaremaven.cloudflare.base.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** KV as tests read and write it, and as the Worker sees it. */
@SeededWorker
class KvHandleTest {
    @Test
    void seedsAreThere(@Binding("USERS") Kv users, @Binding("CACHE") Kv cache) {
        assertThat(users.get("ada")).contains("Ada Lovelace");
        assertThat(users.get("limits")).contains("{\"most\":3}");
        assertThat(users.get("grüße/æ")).contains("Ünïcode ✓");
        assertThat(cache.bytes("kept")).contains(new byte[] {0, 1, 2});
        assertThat(cache.list("ke")).singleElement().satisfies(key -> {
            assertThat(key.name()).isEqualTo("kept");
            assertThat(key.metadata()).contains(Json.parse("{\"from\":\"seed\"}"));
            assertThat(key.expiration()).isEmpty();
        });
    }

    @Test
    void theWorkerSeesWhatATestWrites(Worker worker, @Binding("USERS") Kv users) {
        users.put("grace/hopper ?&#", "Grace Hopper");

        assertThat(worker.get("/users/grace%2Fhopper%20%3F%26%23").text()).isEqualTo("Grace Hopper");
    }

    @Test
    void aTestSeesWhatTheWorkerWrites(Worker worker, @Binding("USERS") Kv users) {
        assertThat(worker.put("/users/alan", "Alan Turing").status()).isEqualTo(204);

        assertThat(users.get("alan")).contains("Alan Turing");
        assertThat(users.keys()).contains("ada", "alan");
    }

    @Test
    void deletes(@Binding("CACHE") Kv cache) {
        cache.put("gone", new byte[] {7});
        cache.delete("gone");
        cache.delete("gone");

        assertThat(cache.get("gone")).isEmpty();
    }

    @Test
    void writesWithTimeToLiveAndMetadata(@Binding("CACHE") Kv cache) {
        Instant before = Instant.now();
        cache.put("mortal", "v", Duration.ofMinutes(5), "{\"a\":1}");

        assertThat(cache.list("mortal")).singleElement().satisfies(key -> {
            assertThat(key.metadata()).contains(Json.parse("{\"a\":1}"));
            assertThat(key.expiration().orElseThrow())
                    .isBetween(before.plusSeconds(299), Instant.now().plusSeconds(301));
        });
        assertThatThrownBy(() -> cache.put("short", "v", Duration.ofSeconds(1), ""))
                .isInstanceOf(ApiFailure.class)
                .hasMessageStartingWith("cannot write the key short: ");
    }

    @Test
    void listsMoreKeysThanOnePage(@Binding("CACHE") Kv cache) {
        IntStream.range(0, 1010).forEach(i -> cache.put(String.format("page-%04d", i), "v"));

        assertThat(cache.list("page-")).hasSize(1010);
    }
}
