package io.github.flaremaven.cloudflare.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flaremaven.cloudflare.base.InputFailure;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Errors in the code, with their place and the line. */
class BundleErrorsTest {
    @TempDir
    Path folder;

    private WorkerProject project;

    @BeforeEach
    void start() {
        project = new WorkerProject(folder).config("src/index.ts", "");
    }

    @Test
    void areShownAllAtOnce() {
        project.file(
                "src/index.ts",
                "import a from \"nope\";\nimport b from \"./nope\";\nexport default { fetch: () => a + b };");

        InputFailure failure = project.failure();

        assertThat(failure).hasMessage("the Worker cannot be bundled: 2 errors");
        assertThat(failure.diagnostics())
                .extracting(Object::toString)
                .containsExactly(
                        "src/index.ts:1:15: Could not resolve \"nope\"; install the package, or point \"alias\" to a module "
                                + "that replaces it",
                        "src/index.ts:2:15: Could not resolve \"./nope\"");
        assertThat(failure.diagnostics().get(1).frame())
                .isEqualTo("  import b from \"./nope\";\n                ~~~~~~~~");
    }

    @Test
    void nameExportsThatDoNotExist() {
        project.file("src/index.ts", "import { c } from './c.js'; export default { fetch: () => c };")
                .file("src/c.js", "export const d = 1;");

        assertThat(project.failure())
                .hasMessage("src/index.ts:1:10: No matching export in \"src/c.js\" for import \"c\"");
    }

    @Test
    void countColumnsInCharacters() {
        project.file("src/index.ts", "export default {\n\tfetch() { return '€€' € }\n};\n");

        InputFailure failure = project.failure();

        assertThat(failure).hasMessageStartingWith("src/index.ts:2:24: ");
        assertThat(failure.diagnostics().get(0).frame())
                .isEqualTo("   fetch() { return '€€' € }\n" + " ".repeat(25) + "^");
    }

    @Test
    void cutLongLinesAroundThePlace() {
        String filler = "a++;".repeat(10_000);
        project.file("src/index.ts", filler + "€" + filler);

        String frame = project.failure().diagnostics().get(0).frame();

        String[] lines = frame.split("\n");
        assertThat(lines).hasSize(2);
        assertThat(lines[0]).hasSizeLessThan(110).contains("…", "a++;€a++;").endsWith("…");
        assertThat(lines[0].charAt(lines[1].indexOf('^'))).isEqualTo('€');
    }

    @Test
    void pointIntoTheFileThatIsWrong() {
        project.file("src/index.ts", "import data from './data.json'; export default { fetch: () => data };")
                .file("src/data.json", "{\n  \"a\": 1,,\n}");

        assertThat(project.failure()).hasMessage("src/data.json:2:10: Expected string in JSON but found \",\"");
    }
}
