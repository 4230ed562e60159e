package io.github.flaremaven.cloudflare.bundle;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.flaremaven.cloudflare.base.Diagnostic;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.config.ConfigLoader;
import io.github.flaremaven.cloudflare.config.ConfigRequest;
import io.github.flaremaven.cloudflare.config.EnvironmentChoice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A Worker's project in a folder, bundled with the real esbuild. */
final class WorkerProject {
    /** A Worker that does nothing, as an ES module. */
    static final String EMPTY = "export default { fetch() {} };\n";
    /** The smallest file that is WebAssembly. */
    static final byte[] WASM = {0, 'a', 's', 'm', 1, 0, 0, 0};

    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private final List<Path> nodePaths = new ArrayList<>();
    private final List<String> buildLines = new ArrayList<>();
    private Polyfills polyfills = () -> {
        throw new AssertionError("no polyfill is needed");
    };

    WorkerProject(Path folder) {
        this.folder = folder;
    }

    /** The config, after a name, the entry module and a date of which the runtime has every module of Node.js. */
    WorkerProject config(String main, String rest) {
        return config(main, "2026-05-01", rest);
    }

    WorkerProject config(String main, String date, String rest) {
        return file("wrangler.toml", """
                name = "w"
                main = "%s"
                compatibility_date = "%s"
                %s
                """.formatted(main, date, rest));
    }

    WorkerProject file(String name, String text) {
        return file(name, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    WorkerProject file(String name, byte[] content) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, content);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    WorkerProject environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    WorkerProject nodePath(Path path) {
        nodePaths.add(path);
        return this;
    }

    WorkerProject polyfills(Polyfills source) {
        polyfills = source;
        return this;
    }

    WorkerBundle bundle() {
        return optionalBundle().orElseThrow();
    }

    Optional<WorkerBundle> optionalBundle() {
        ConfigRequest request =
                new ConfigRequest(folder, Optional.empty(), new EnvironmentChoice.Unnamed(), List.of(), true);
        BundleSettings settings =
                new BundleSettings(TestEsbuild::start, polyfills, nodePaths, environment, "deploy", buildLines::add);
        return new Bundler(ConfigLoader.load(request).worker(), settings).bundle();
    }

    /** The text of the main module. */
    String code() {
        return bundle().main().content().text();
    }

    /** The messages of the bundle's warnings. */
    List<String> warnings() {
        return bundle().warnings().stream().map(Diagnostic::toString).toList();
    }

    /** What bundling fails with. */
    InputFailure failure() {
        return catchThrowableOfType(InputFailure.class, this::bundle);
    }

    /** What the custom build printed. */
    List<String> buildLines() {
        return buildLines;
    }

    static List<String> names(WorkerBundle bundle) {
        return bundle.modules().stream().map(WorkerModule::name).toList();
    }

    /** The content of a further module. */
    static String text(WorkerBundle bundle, String name) {
        return bundle.modules().stream()
                .filter(m -> m.name().equals(name))
                .findFirst()
                .orElseThrow()
                .content()
                .text();
    }
}
