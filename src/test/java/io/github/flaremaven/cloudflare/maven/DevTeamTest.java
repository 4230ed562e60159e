package io.github.flaremaven.cloudflare.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DevTeamTest {
    private static List<String> order(List<String> all, Map<String, Set<String>> needs) {
        return DevTeam.inOrder(all, n -> n, n -> needs.getOrDefault(n, Set.of()));
    }

    @Test
    void aWorkerComesAfterThoseItNeeds() {
        assertThat(order(List.of("front", "api", "data"), Map.of("front", Set.of("api"), "api", Set.of("data"))))
                .containsExactly("data", "api", "front");
        assertThat(order(List.of("b", "a"), Map.of())).containsExactly("b", "a");
        assertThat(order(List.of("a"), Map.of("a", Set.of("a", "elsewhere")))).containsExactly("a");
    }

    @Test
    void aCircleIsNoReasonToStop() {
        assertThat(order(List.of("a", "b", "c"), Map.of("a", Set.of("b"), "b", Set.of("a"), "c", Set.of("a"))))
                .containsExactly("a", "b", "c");
    }
}
