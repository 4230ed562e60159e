package io.github.flaremaven.cloudflare.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToolEnvironmentTest {
    @TempDir
    Path folder;

    private void file(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private ToolEnvironment read(Optional<String> environment, Map<String, String> process) {
        return ToolEnvironment.of(folder, environment, List.of(), process);
    }

    private static Optional<String> value(ToolEnvironment environment, String name) {
        return environment.get(name).map(Secret::reveal);
    }

    @Test
    void laterFilesBeatEarlierOnes() throws IOException {
        file(".env", "A=1\nB=1\nC=1\nD=1");
        file(".env.local", "B=2\nC=2\nD=2");
        file(".env.staging", "C=3\nD=3");
        file(".env.staging.local", "D=4");
        file(".env.production", "A=5");

        ToolEnvironment environment = read(Optional.of("staging"), Map.of());

        assertThat(List.of("A", "B", "C", "D"))
                .extracting(name -> value(environment, name).orElse(""))
                .containsExactly("1", "2", "3", "4");
    }

    @Test
    void theProcessBeatsTheFilesUnlessItsValueIsEmpty() throws IOException {
        file(".env", "CLOUDFLARE_API_TOKEN=file\nCLOUDFLARE_ENV=staging");

        ToolEnvironment environment =
                read(Optional.empty(), Map.of("CLOUDFLARE_API_TOKEN", "process", "CLOUDFLARE_ENV", "", "HOME", "h"));

        assertThat(value(environment, "CLOUDFLARE_API_TOKEN")).contains("process");
        assertThat(value(environment, "CLOUDFLARE_ENV")).contains("staging");
        assertThat(value(environment, "HOME")).contains("h");
        assertThat(value(environment, "PATH")).isEmpty();
    }

    @Test
    void referencesReachTheProcessAndTheFilesBefore() throws IOException {
        file(".env", "A=$HOME/a");
        file(".env.local", "B=$A/b");

        assertThat(value(read(Optional.empty(), Map.of("HOME", "/h")), "B")).contains("/h/a/b");
    }

    @Test
    void namedFilesTakeThePlaceOfTheUsualOnes() throws IOException {
        file(".env", "A=1");
        file("one.env", "B=1\nC=1");
        file("two.env", "C=2");

        ToolEnvironment environment = ToolEnvironment.of(
                folder, Optional.of("staging"), List.of(Path.of("one.env"), Path.of("two.env")), Map.of());

        assertThat(value(environment, "A")).isEmpty();
        assertThat(value(environment, "B")).contains("1");
        assertThat(value(environment, "C")).contains("2");
    }

    @Test
    void aNamedFileMustExist() {
        assertThatThrownBy(() -> ToolEnvironment.of(folder, Optional.empty(), List.of(Path.of("no.env")), Map.of()))
                .isInstanceOf(InputFailure.class)
                .hasMessageEndingWith("no.env does not exist");
    }

    @Test
    void flagsSayYesOrNo() {
        ToolEnvironment environment = read(Optional.empty(), Map.of("YES", "True", "NO", "false", "ODD", "secret"));

        assertThat(environment.flag("YES", false)).isTrue();
        assertThat(environment.flag("NO", true)).isFalse();
        assertThat(environment.flag("ABSENT", true)).isTrue();
        assertThatThrownBy(() -> environment.flag("ODD", true))
                .isInstanceOf(InputFailure.class)
                .hasMessage("the environment variable ODD must be true or false");
    }
}
