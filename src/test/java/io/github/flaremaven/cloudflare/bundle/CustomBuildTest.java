package io.github.flaremaven.cloudflare.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The {@code [build]} command; the commands here are a POSIX shell's. */
@DisabledOnOs(OS.WINDOWS)
class CustomBuildTest {
    @TempDir
    Path folder;

    private WorkerProject project;

    @BeforeEach
    void start() {
        project = new WorkerProject(folder);
    }

    @Test
    void makesTheEntryAndIsToldWhatFor() {
        project.config("out/index.js", """
                [build]
                command = "mkdir -p out && echo made && echo warned >&2 && echo \\"export default '$WRANGLER_COMMAND'\\" > out/index.js"
                """);

        assertThat(project.code()).contains("var index_default = \"deploy\";");
        assertThat(project.buildLines()).containsExactly("made", "warned");
    }

    @Test
    void runsInItsFolder() {
        project.config("sub/out.js", "[build]\ncwd = 'sub'\ncommand = 'cp in.js out.js'\nwatch_dir = 'sub'")
                .file("sub/in.js", "export default 'copied'");

        assertThat(project.code()).contains("copied");
    }

    @Test
    void endsTheBuildWhenItFails() {
        project.config("src/index.js", "[build]\ncommand = 'echo looking; echo bad >&2; exit 3'")
                .file("src/index.js", WorkerProject.EMPTY);

        assertThat(project.failure())
                .hasMessage("the build command \"echo looking; echo bad >&2; exit 3\" ended with status 3");
        assertThat(project.buildLines()).containsExactly("looking", "bad");
    }

    @Test
    void hasToMakeTheEntry() {
        project.config("out/index.js", "[build]\ncommand = 'echo hi'");

        assertThat(project.failure())
                .hasMessage("the entry module " + folder.resolve("out/index.js")
                        + " (\"main\") does not exist; the build command \"echo hi\" should have made it");
    }

    @Test
    void needsItsFolder() {
        project.config("src/index.js", "[build]\ncwd = 'none'\ncommand = 'echo hi'")
                .file("src/index.js", WorkerProject.EMPTY);

        assertThat(project.failure())
                .hasMessage("the folder " + folder.resolve("none") + " of build.cwd does not exist");
    }

    @Test
    void doesNotWaitForInput() {
        project.config("src/index.js", "[build]\ncommand = 'read line; echo got $line'")
                .file("src/index.js", WorkerProject.EMPTY);

        project.bundle();

        assertThat(project.buildLines()).containsExactly("got");
    }
}
