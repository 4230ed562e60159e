package io.github.flaremaven.cloudflare.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.testbed.BoundResources.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Finding a binding by kind and name, and the sentences where there is none. */
class BoundResourcesTest {
    private final BoundResources resources = new BoundResources(
            "shop",
            List.of(
                    Json.parse("{\"type\":\"kv_namespace\",\"name\":\"CACHE\",\"namespace_id\":\"k1\"}"),
                    Json.parse("{\"type\":\"kv_namespace\",\"name\":\"USERS\",\"namespace_id\":\"k2\"}"),
                    Json.parse("{\"type\":\"r2_bucket\",\"name\":\"FILES\",\"bucket_name\":\"files\"}"),
                    Json.parse("{\"type\":\"d1\",\"name\":\"DB\",\"id\":\"d\"}"),
                    Json.parse("{\"type\":\"d1\",\"name\":\"OLD\",\"database_id\":\"o\"}"),
                    Json.parse("{\"type\":\"queue\",\"name\":\"MAIL\",\"queue_name\":\"mail\"}"),
                    Json.parse("{\"type\":\"plain_text\",\"name\":\"LEVEL\",\"text\":\"x\"}")));

    @Test
    void knowsEachKind() {
        assertThat(resources.of(Kind.KV)).isEqualTo(Map.of("CACHE", "k1", "USERS", "k2"));
        assertThat(resources.of(Kind.R2)).isEqualTo(Map.of("FILES", "files"));
        assertThat(resources.of(Kind.D1)).isEqualTo(Map.of("DB", "d", "OLD", "o"));
        assertThat(resources.of(Kind.QUEUE)).isEqualTo(Map.of("MAIL", "mail"));
    }

    @Test
    void theOnlyOneNeedsNoName() {
        assertThat(resources.require(Kind.R2, Optional.empty())).isEqualTo("files");
        assertThat(resources.require(Kind.KV, Optional.of("USERS"))).isEqualTo("k2");
    }

    @Test
    void severalNeedAName() {
        assertThatThrownBy(() -> resources.require(Kind.KV, Optional.empty()))
                .isInstanceOf(InputFailure.class)
                .hasMessage(
                        "the Worker shop is bound to several of the kind KV namespace (CACHE, USERS); say which one with "
                                + "@Binding");
    }

    @Test
    void oneThatIsNotThere() {
        assertThatThrownBy(() -> resources.require(Kind.KV, Optional.of("USER")))
                .hasMessage(
                        "the Worker shop has no binding \"USER\" to a KV namespace; it has CACHE, USERS; did you mean "
                                + "\"USERS\"?");
        assertThatThrownBy(() -> new BoundResources("bare", List.of()).require(Kind.D1, Optional.empty()))
                .hasMessage("the Worker bare is bound to no D1 database");
    }
}
