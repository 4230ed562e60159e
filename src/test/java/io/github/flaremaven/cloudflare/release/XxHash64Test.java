package io.github.flaremaven.cloudflare.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class XxHash64Test {

    /** Values of the algorithm's reference implementation. */
    @ParameterizedTest
    @CsvSource({
        "'', ef46db3751d8e999",
        "a, d24ec4f1a98c6e5b",
        "abc, 44bc2cf5ad770999",
        "Nobody inspects the spammish repetition, fbcea83c8a378bf1",
    })
    void hash(String text, String hex) {
        assertThat(Long.toHexString(XxHash64.of(text.getBytes(StandardCharsets.US_ASCII))))
                .isEqualTo(hex);
    }
}
