package io.github.flaremaven.cloudflare.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flaremaven.cloudflare.local.state.StateFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.maven.api.plugin.testing.Basedir;
import org.apache.maven.api.plugin.testing.InjectMojo;
import org.apache.maven.api.plugin.testing.MojoParameter;
import org.apache.maven.api.plugin.testing.MojoTest;
import org.apache.maven.plugin.MojoFailureException;
import org.junit.jupiter.api.Test;

/** Goals as Maven makes them: parameters, defaults and components arrive, and failures leave as Maven's. */
@MojoTest(realRepositorySession = true)
class GoalWiringTest {
    private static final String PROJECT = "target/test-classes/projects/plain";

    @Test
    @Basedir(PROJECT)
    @InjectMojo(goal = "validate-config", pom = "pom.xml")
    @MojoParameter(name = "env", value = "prod")
    void validatesTheConfigOfTheProject(ValidateConfigMojo mojo) throws Exception {
        mojo.execute();

        assertThat(Path.of(PROJECT, "target/cloudflare/validate-config.json"))
                .content()
                .contains("\"valid\": true", "\"worker\": \"plain-production\"");
    }

    @Test
    @Basedir(PROJECT)
    @InjectMojo(goal = "validate-config", pom = "pom.xml")
    @MojoParameter(name = "env", value = "nowhere")
    void aFailureIsMavensAndOneSentence(ValidateConfigMojo mojo) {
        assertThatThrownBy(mojo::execute)
                .isInstanceOf(MojoFailureException.class)
                .hasMessage("the config has no environment \"nowhere\"; it defines \"production\"");
    }

    @Test
    @Basedir(PROJECT)
    @InjectMojo(goal = "local-reset", pom = "pom.xml")
    @MojoParameter(name = "localDirectory", value = "target/reset-me")
    void resetsTheStateOfTheEmbeddedCloudflare(LocalResetMojo mojo) throws Exception {
        Path folder = Path.of(PROJECT, "target/reset-me");
        StateFolder.tryOpen(folder).orElseThrow().close();
        Files.writeString(Files.createDirectories(folder.resolve("scripts")).resolve("hello.json"), "damaged");

        mojo.execute();

        assertThat(folder.resolve("state.json")).doesNotExist();
        assertThat(folder.resolve("scripts")).doesNotExist();
        assertThat(Path.of(PROJECT, "target/cloudflare/local-reset.json"))
                .content()
                .contains("\"hello\"", "\"files\": 2", "\"dryRun\": false");
    }

    @Test
    @Basedir(PROJECT)
    @InjectMojo(goal = "local-reset", pom = "pom.xml")
    @MojoParameter(name = "localDirectory", value = "target/owned")
    void leavesAFolderThatIsInUse(LocalResetMojo mojo) {
        Path folder = Path.of(PROJECT, "target/owned");
        try (StateFolder owned = StateFolder.tryOpen(folder).orElseThrow()) {
            assertThatThrownBy(mojo::execute)
                    .isInstanceOf(MojoFailureException.class)
                    .hasMessageStartingWith("a process is using the embedded Cloudflare in ");
            assertThat(owned.root().resolve("state.json")).exists();
        }
    }

    @Test
    @Basedir(PROJECT)
    @InjectMojo(goal = "whoami", pom = "pom.xml")
    @MojoParameter(name = "env", value = "prod")
    @MojoParameter(name = "localDirectory", value = "target/faulted")
    @MojoParameter(name = "localFaults", value = "*=500")
    void faultsAreNotForTheRealCloudflare(WhoamiMojo mojo) {
        assertThatThrownBy(mojo::execute)
                .isInstanceOf(MojoFailureException.class)
                .hasMessage(
                        "cloudflare.local.faults is for rehearsals, and this goal would work on the real Cloudflare; "
                                + "add -Dcloudflare.local");
    }

    @Test
    @Basedir(PROJECT)
    @InjectMojo(goal = "whoami", pom = "pom.xml")
    @MojoParameter(name = "local", value = "true")
    @MojoParameter(name = "localDirectory", value = "target/faulted")
    @MojoParameter(name = "env", value = "prod")
    @MojoParameter(name = "localFaults", value = "GET /user/tokens/verify#1=503(html)")
    void faultsArePlayed(WhoamiMojo mojo) throws Exception {
        mojo.execute(); // the call is made again

        assertThat(Path.of(PROJECT, "target/faulted/requests.ndjson"))
                .content()
                .containsSubsequence(
                        "\"path\":\"/user/tokens/verify\",\"fault\":\"503(html)\"",
                        "\"path\":\"/user/tokens/verify\",\"status\":200");
    }

    @Test
    @Basedir(PROJECT)
    @InjectMojo(goal = "deploy", pom = "pom.xml")
    @MojoParameter(name = "skip", value = "true")
    void skipDoesNothing(DeployMojo mojo) {
        assertThatCode(mojo::execute).doesNotThrowAnyException();

        assertThat(Files.exists(Path.of(PROJECT, "target/cloudflare/deploy.json")))
                .isFalse();
    }

    @Test
    @Basedir(PROJECT)
    @InjectMojo(goal = "types", pom = "pom.xml")
    @MojoParameter(name = "typesPackage", value = "com.example.generated")
    @MojoParameter(name = "env", value = "prod")
    void writesTypes(TypesMojo mojo) throws Exception {
        mojo.execute();

        assertThat(Path.of(PROJECT, "target/generated-test-sources/cloudflare/com/example/generated/Env.java"))
                .content()
                .startsWith("package com.example.generated;")
                .contains("public final class Env {", "the Worker plain-production");
    }

    @Test
    @Basedir(PROJECT)
    @InjectMojo(goal = "types", pom = "pom.xml")
    @MojoParameter(name = "typesClass", value = "class")
    void typesNeedAName(TypesMojo mojo) {
        assertThatThrownBy(mojo::execute)
                .isInstanceOf(MojoFailureException.class)
                .hasMessageEndingWith(
                        ".class\" is no name of a Java class; set cloudflare.types.package and cloudflare.types.class");
    }

    @Test
    @Basedir(PROJECT)
    @InjectMojo(goal = "stop", pom = "pom.xml")
    void stopNeedsNoStart(StopMojo mojo) {
        assertThatCode(mojo::execute).doesNotThrowAnyException();
    }

    @Test
    @Basedir(PROJECT)
    @InjectMojo(goal = "dev", pom = "pom.xml")
    @MojoParameter(name = "localProtocol", value = "gopher")
    void devTakesItsParameters(DevMojo mojo) {
        assertThatThrownBy(mojo::execute)
                .isInstanceOf(MojoFailureException.class)
                .hasMessage("cloudflare.localProtocol must be http or https, found \"gopher\"");
    }
}
