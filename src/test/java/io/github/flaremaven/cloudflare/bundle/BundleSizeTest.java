package io.github.flaremaven.cloudflare.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flaremaven.cloudflare.base.Bytes;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BundleSizeTest {
    private static final long MIB = 1024 * 1024;

    @Test
    void countsAllContentsTogether() {
        BundleSize size = BundleSize.of(Stream.of(Bytes.of("x".repeat(1500)), Bytes.of("y".repeat(548))));

        assertThat(size.raw()).isEqualTo(2048);
        assertThat(size.gzip()).isBetween(20L, 60L);
        assertThat(new BundleSize(2048, 41)).hasToString("2.00 KiB / gzip: 0.04 KiB");
    }

    @Test
    void warnsOfTheLimits() {
        assertThat(BundleSize.warning(44 * MIB)).isEmpty();
        assertThat(BundleSize.warning(45 * MIB))
                .contains("the Worker has 45.00 MiB, 70 % of the 64 MiB that Cloudflare takes");
        assertThat(BundleSize.warning(65 * MIB)).contains("the Worker has 65.00 MiB, and Cloudflare takes 64 MiB");
        assertThat(new BundleSize(20 * MIB, 3 * MIB).gzipWarning()).isEmpty();
        assertThat(new BundleSize(20 * MIB, 4 * MIB).gzipWarning())
                .contains("the Worker has 4.00 MiB after gzip; the free plan may refuse more than 3 MiB");
        assertThat(new BundleSize(20 * MIB, 11 * MIB).gzipWarning())
                .contains("the Worker has 11.00 MiB after gzip; Cloudflare may refuse more than 10 MiB");
    }
}
