package io.github.flaremaven.cloudflare.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flaremaven.cloudflare.base.InputFailure;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerRegistryTest {
    private static final String ACCOUNT = "a".repeat(32);

    private final ContainerRegistry registry = ContainerRegistry.of(Optional.empty(), ACCOUNT);

    @ParameterizedTest
    @CsvSource({
        "docker.io/library/x:1, docker.io/library/x:1",
        "localhost/x:1, localhost/x:1",
        "host:5000/x:1, host:5000/x:1",
        "host:80/x:1, registry.cloudflare.com/ACCOUNT/host:80/x:1",
        "host:99999/x:1, registry.cloudflare.com/ACCOUNT/host:99999/x:1",
        "x:latest, registry.cloudflare.com/ACCOUNT/x:latest",
        "team/x:latest, registry.cloudflare.com/ACCOUNT/team/x:latest",
        "registry.cloudflare.com/x:1, registry.cloudflare.com/ACCOUNT/x:1",
        "registry.cloudflare.com/ACCOUNT/x:1, registry.cloudflare.com/ACCOUNT/x:1",
    })
    void anImageWithoutAHostIsOneOfTheAccount(String image, String whole) {
        assertThat(registry.resolve(image.replace("ACCOUNT", ACCOUNT))).isEqualTo(whole.replace("ACCOUNT", ACCOUNT));
    }

    @Test
    void anImageOfAnotherAccountIsRefused() {
        String image = "registry.cloudflare.com/" + "b".repeat(32) + "/x:1";

        assertThatThrownBy(() -> registry.resolve(image))
                .isInstanceOf(InputFailure.class)
                .hasMessage("the container image " + image + " is in the registry of another account than " + ACCOUNT
                        + "; push it to this account's");
    }

    @Test
    void aComplianceRegionHasARegistryOfItsOwn() {
        assertThat(ContainerRegistry.of(Optional.of("fedramp_high"), ACCOUNT).resolve("x:latest"))
                .isEqualTo("registry.fed.cloudflare.com/" + ACCOUNT + "/x:latest");
    }
}
