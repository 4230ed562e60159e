package io.github.flaremaven.cloudflare.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeCompatibilityTest {
    @ParameterizedTest
    @CsvSource({
        "2024-01-01,                                                      , NONE",
        "2024-01-01, nodejs_als                                           , ASYNC_LOCAL_STORAGE",
        "2024-01-01, nodejs_compat                                        , V1",
        "2024-01-01, nodejs_compat nodejs_als                             , V1",
        "2024-01-01, nodejs_compat_v2                                     , V2",
        "2024-09-22, nodejs_compat                                        , V1",
        "2024-09-23, nodejs_compat                                        , V2",
        "2024-09-23, nodejs_compat no_nodejs_compat_v2                    , V1",
        "2024-09-23,                                                      , NONE",
        "2026-08-03,                                                      , NONE",
        "2026-08-03, nodejs_als                                           , ASYNC_LOCAL_STORAGE",
        "2026-08-04,                                                      , V2",
        "2026-08-04, no_nodejs_compat                                     , V2",
        "2026-08-04, no_nodejs_compat_v2                                  , V1",
        "2026-08-04, no_nodejs_compat no_nodejs_compat_v2                 , NONE",
        "2026-08-04, no_nodejs_compat no_nodejs_compat_v2 nodejs_als      , ASYNC_LOCAL_STORAGE",
        "2026-08-04, no_nodejs_compat no_nodejs_compat_v2 nodejs_compat   , V1",
        "2026-08-04, no_nodejs_compat_v2 nodejs_compat_v2                 , V2",
    })
    void isDecidedByDateAndFlags(String date, String flags, NodeCompatibility mode) {
        List<String> list = flags == null ? List.of() : List.of(flags.split(" "));

        assertThat(NodeCompatibility.of(Optional.of(date), list)).isEqualTo(mode);
    }

    @Test
    void takesAnAbsentDateForAnOldOne() {
        assertThat(NodeCompatibility.of(Optional.empty(), List.of("nodejs_compat")))
                .isEqualTo(NodeCompatibility.V1);
    }
}
