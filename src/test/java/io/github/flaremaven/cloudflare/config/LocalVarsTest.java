package io.github.flaremaven.cloudflare.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flaremaven.cloudflare.base.Secret;
import io.github.flaremaven.cloudflare.config.model.Binding;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalVarsTest {
    @TempDir
    Path folder;

    private void file(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private LocalVars read(WorkerConfig worker, Map<String, String> process, String... envFiles) {
        Path elsewhere = folder.resolve("elsewhere");
        return LocalVars.read(
                folder,
                worker,
                List.of(envFiles).stream().map(Path::of).toList(),
                ToolEnvironment.of(elsewhere, Optional.empty(), List.of(), process));
    }

    private static WorkerConfig worker(String text, String environment) {
        return ConfigText.toml(text).in(environment).load().worker();
    }

    private static WorkerConfig worker() {
        return worker("", "");
    }

    private static Binding secret(String name, String value) {
        return new Binding.SecretText(name, new Secret(value));
    }

    @Test
    void devVarsOfTheEnvironmentStandAlone() throws IOException {
        file(".dev.vars", "A=1\nB=1");
        file(".dev.vars.staging", "A=2");
        file(".env", "C=3");

        LocalVars vars = read(worker("[env.staging]", "staging"), Map.of());

        assertThat(vars.bindings()).containsExactly(secret("A", "2"));
        assertThat(vars.files()).containsExactly(folder.resolve(".dev.vars.staging"));
    }

    @Test
    void devVarsServeEveryEnvironmentWithoutOneOfItsOwn() throws IOException {
        file(".dev.vars", "A=1");
        file(".env", "C=3");

        assertThat(read(worker("[env.staging]", "staging"), Map.of()).bindings())
                .containsExactly(secret("A", "1"));
        assertThat(read(worker(), Map.of()).bindings()).containsExactly(secret("A", "1"));
    }

    @Test
    void devVarsAreNotExpanded() throws IOException {
        file(".dev.vars", "A=1\nB=$A\nC=\"x\\ny\"");

        assertThat(read(worker(), Map.of()).bindings())
                .containsExactly(secret("A", "1"), secret("B", "$A"), secret("C", "x\ny"));
    }

    @Test
    void withoutDevVarsTheEnvFilesCount() throws IOException {
        file(".env", "A=1\nB=1\nC=$A");
        file(".env.local", "B=2");
        file(".env.staging", "D=3");
        file(".env.staging.local", "D=4");

        LocalVars vars = read(worker("[env.staging]", "staging"), Map.of("A", "process"));

        assertThat(vars.bindings())
                .containsExactly(secret("A", "1"), secret("B", "2"), secret("C", "1"), secret("D", "4"));
        assertThat(vars.files()).hasSize(4);
    }

    @Test
    void namedFilesComeBeforeDevVars() throws IOException {
        file(".dev.vars", "A=1");
        file("my.env", "B=$HOME");

        LocalVars vars = read(worker(), Map.of("HOME", "/h"), "my.env");

        assertThat(vars.bindings()).containsExactly(secret("B", ""));
    }

    @Test
    void envFilesCanBeSwitchedOff() throws IOException {
        file(".env", "A=1");

        LocalVars vars = read(worker(), Map.of("CLOUDFLARE_LOAD_DEV_VARS_FROM_DOT_ENV", "false"));

        assertThat(vars.bindings()).isEmpty();
        assertThat(vars.files()).isEmpty();
    }

    @Test
    void theProcessIsTakenInWhenAskedFor() throws IOException {
        file(".env", "A=1\nB=$HOME");
        Map<String, String> process = Map.of("CLOUDFLARE_INCLUDE_PROCESS_ENV", "true", "HOME", "/h", "A", "process");

        assertThat(read(worker(), process).bindings())
                .containsExactlyInAnyOrder(
                        secret("CLOUDFLARE_INCLUDE_PROCESS_ENV", "true"),
                        secret("HOME", "/h"),
                        secret("A", "process"),
                        secret("B", "/h"));
    }

    @Test
    void requiredSecretsNarrowTheNamesAndTakeInTheProcess() throws IOException {
        file(".env", "A=1\nOTHER=2\nV=3");
        WorkerConfig worker = worker("""
                vars = { V = "v", W = 1 }
                secrets = { required = ["A", "TOKEN", "MISSING"] }
                kv_namespaces = [{ binding = "OTHER" }]
                """, "");

        LocalVars vars = read(worker, Map.of("TOKEN", "t", "HOME", "/h", "W", "w"));

        assertThat(vars.bindings())
                .containsExactlyInAnyOrder(secret("A", "1"), secret("V", "3"), secret("TOKEN", "t"), secret("W", "w"));
        assertThat(vars.missing()).containsExactly("MISSING");
    }

    @Test
    void withDevVarsTheProcessIsNoSourceOfRequiredSecrets() throws IOException {
        file(".dev.vars", "A=1");
        WorkerConfig worker = worker("secrets = { required = [\"A\", \"TOKEN\"] }", "");

        LocalVars vars = read(worker, Map.of("TOKEN", "t"));

        assertThat(vars.bindings()).containsExactly(secret("A", "1"));
        assertThat(vars.missing()).containsExactly("TOKEN");
    }

    @Test
    void theyTakeThePlaceOfBindingsOfTheSameName() throws IOException {
        file(".dev.vars", "V=local\nNEW=1");
        WorkerConfig worker = worker("vars = { V = \"v\", W = 1 }", "");

        assertThat(read(worker, Map.of()).over(worker.bindings()))
                .containsExactly(secret("V", "local"), worker.bindings().get(1), secret("NEW", "1"));
    }

    @Test
    void nothingIsFoundInAnEmptyFolder() {
        LocalVars vars = read(worker(), Map.of("HOME", "/h"));

        assertThat(vars).isEqualTo(new LocalVars(List.of(), List.of(), List.of()));
    }

    @Test
    void valuesAreNeverPrinted() throws IOException {
        file(".dev.vars", "A=hidden");

        assertThat(read(worker(), Map.of()).toString()).contains("A").doesNotContain("hidden");
    }
}
