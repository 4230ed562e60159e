package io.github.flaremaven.cloudflare.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
    private static final List<String> WORDS = List.of("kv_namespaces", "compatibility_date", "main", "vars");

    @ParameterizedTest
    @CsvSource({
        "kv-namespaces, kv_namespaces",
        "kvNamespaces, kv_namespaces",
        "KV_NAMESPACE, kv_namespaces",
        "compatability_date, compatibility_date",
        "mian, ''",
        "mai, main",
        "var, vars",
        "something_else, ''",
        "'', ''",
    })
    void findsWhatWasMeant(String word, String meant) {
        assertThat(Nearest.to(word, WORDS).orElse("")).isEqualTo(meant);
    }

    @Test
    void aVeryLongWordIsNoSlip() {
        assertThat(Nearest.to("x".repeat(1_000_000), WORDS)).isEmpty();
    }
}
