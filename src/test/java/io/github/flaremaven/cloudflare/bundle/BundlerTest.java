package io.github.flaremaven.cloudflare.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.config.ConfigLoader;
import io.github.flaremaven.cloudflare.config.ConfigRequest;
import io.github.flaremaven.cloudflare.config.EnvironmentChoice;
import io.github.flaremaven.cloudflare.config.model.ModuleType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundlerTest {
    private static final String BASE = """
            name = "w"
            main = "src/index.ts"
            compatibility_date = "2026-05-01"
            """;

    @TempDir
    Path project;

    @Test
    void bundlesTypeScriptAndTakesTextAndWasmOutAsModules() throws IOException {
        file("wrangler.toml", BASE);
        file("src/index.ts", """
                import text from "./hello.txt";
                import wasm from "./add.wasm?module";
                import { connect } from "cloudflare:sockets";
                import { helper } from "./helper";
                export default { fetch(request: Request): Response { return new Response(text + helper(wasm, connect)) } };
                """);
        file(
                "src/helper.ts",
                "import again from './hello.txt';\nexport const helper = (...a: unknown[]) => again + a;\n");
        file("src/hello.txt", "hello");
        file("src/add.wasm", "\0asm");

        WorkerBundle bundle = bundle();

        assertThat(bundle.format()).isEqualTo(WorkerFormat.MODULES);
        assertThat(bundle.main().name()).isEqualTo("index.js");
        assertThat(bundle.main().type()).isEqualTo(ModuleType.ES_MODULE);
        assertThat(bundle.modules())
                .extracting(WorkerModule::name)
                .containsExactly(
                        "./1340712d77d3db3c79b4b0c1494df18615485480-add.wasm",
                        "./aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d-hello.txt");
        assertThat(bundle.main().content().text())
                .contains("from \"./aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d-hello.txt\"")
                .contains("from \"cloudflare:sockets\"");
        assertThat(bundle.exports()).containsExactly("default");
        assertThat(bundle.sourceMapOf("index.js").orElseThrow().text())
                .contains("\"sources\":[\"src/index.ts\",\"src/helper.ts\"]")
                .contains("\"sourceRoot\":\"\"")
                .contains("\"file\":\"index.js\"");
    }

    @Test
    void showsAnErrorInTheCodeWithItsPlaceAndFrame() throws IOException {
        file("wrangler.toml", BASE);
        file("src/index.ts", "export default {\n  fetch() { return new Response(€€ }\n};\n");

        assertThatThrownBy(this::bundle).isInstanceOfSatisfying(InputFailure.class, failure -> {
            assertThat(failure).hasMessage("src/index.ts:2:33: Unexpected \"€\"");
            assertThat(failure.diagnostics()).hasSize(1);
            assertThat(failure.diagnostics().get(0).place()).isEqualTo("src/index.ts:2:33");
            assertThat(failure.diagnostics().get(0).frame()).contains("\n" + " ".repeat(34) + "^");
        });
    }

    private WorkerBundle bundle() {
        ConfigRequest request =
                new ConfigRequest(project, Optional.empty(), new EnvironmentChoice.Unnamed(), List.of(), true);
        BundleSettings settings = new BundleSettings(
                TestEsbuild::start,
                () -> {
                    throw new AssertionError("no polyfill is needed at this date");
                },
                List.of(),
                Map.of(),
                "deploy",
                line -> {});
        return new Bundler(ConfigLoader.load(request).worker(), settings)
                .bundle()
                .orElseThrow();
    }

    private void file(String name, String text) throws IOException {
        Path file = project.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
