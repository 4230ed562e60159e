package io.github.flaremaven.cloudflare.cloudflare.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class HttpClientsTest {

    /** A thread that waits for the network holds up the end of the JVM. */
    @Test
    void noThreadOfAClientIsLeft() throws Exception {
        Set<Thread> before = selectors();
        Thread selector;
        try (HttpClients clients = new HttpClients()) {
            HttpClient client = clients.begin(HttpClient.newBuilder()).get();
            selector = selectors().stream()
                    .filter(t -> !before.contains(t))
                    .findFirst()
                    .orElseThrow();
            assertThat(client.version()).isNotNull();
        }
        selector.join(10_000);

        assertThat(selector.isAlive()).isFalse();
    }

    private static Set<Thread> selectors() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().endsWith("SelectorManager"))
                .collect(Collectors.toSet());
    }
}
