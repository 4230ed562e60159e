package io.github.flaremaven.cloudflare.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.config.EnvironmentChoice.Local;
import io.github.flaremaven.cloudflare.config.EnvironmentChoice.Named;
import io.github.flaremaven.cloudflare.config.EnvironmentChoice.Unnamed;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentChoiceTest {

    @ParameterizedTest
    @CsvSource({"dev, development", "stage, staging", "prod, production"})
    void shortNamesStandForLongOnes(String shortName, String longName) {
        assertThat(new Named(shortName).among(List.of("other", longName))).contains(longName);
    }

    @Test
    void anExactNameBeatsAShortOne() {
        assertThat(new Named("prod").among(List.of("production", "prod"))).contains("prod");
    }

    @Test
    void longNamesAreNotShortened() {
        assertThatThrownBy(() -> new Named("production").among(List.of("prod")))
                .isInstanceOf(InputFailure.class)
                .hasMessage("the config has no environment \"production\"; it defines \"prod\"");
    }

    @Test
    void aSlipIsAnsweredWithTheNearestName() {
        assertThatThrownBy(() -> new Named("stagin").among(List.of("staging", "production")))
                .isInstanceOf(InputFailure.class)
                .hasMessageContaining("it defines \"staging\", \"production\"; did you mean \"staging\"?");
    }

    @Test
    void anEmptyNameIsTheTopLevel() {
        assertThat(new Named("").among(List.of("staging"))).isEmpty();
    }

    @Test
    void anyNameWillDoWhereNoneIsDefined() {
        assertThat(new Named("anything").among(List.of())).contains("anything");
    }

    @Test
    void noNameIsTheTopLevelOnlyWhereNoneIsDefined() {
        assertThat(new Unnamed().among(List.of())).isEmpty();
        assertThatThrownBy(() -> new Unnamed().among(List.of("staging")))
                .isInstanceOf(InputFailure.class)
                .hasMessageContaining("add -Denv=<name>, or -Denv= (empty) for the top level");
    }

    @Test
    void localTakesWhatThereIsForDevelopment() {
        assertThat(new Local().among(List.of("development", "local"))).contains("local");
        assertThat(new Local().among(List.of("development", "staging"))).contains("development");
        assertThat(new Local().among(List.of("staging"))).isEmpty();
    }
}
