package io.github.flaremaven.cloudflare.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteHostTest {

    @ParameterizedTest
    @CsvSource({
        "example.com/*, example.com",
        "example.com, example.com",
        "*.example.com/*, example.com",
        "*example.com/*, example.com",
        "http://example.com/a, example.com",
        "https://*.example.com/a, example.com",
        "example.com:8080/*, example.com",
        "EXAMPLE.com/*, example.com",
        "bücher.example/*, xn--bcher-kva.example",
        "*/*,",
        "http://*/*,",
        "https://*/a,",
        "*,",
    })
    void host(String pattern, String host) {
        assertThat(RouteHost.of(pattern)).isEqualTo(Optional.ofNullable(host));
    }
}
