package io.github.flaremaven.cloudflare.bundle;

import io.github.flaremaven.cloudflare.base.ToolVersions;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildPlatform;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildService;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The real esbuild, unpacked once from the WebJar on the test class path. */
public final class TestEsbuild {
    private TestEsbuild() {}

    public static EsbuildService start() {
        return EsbuildService.start(executable(), ToolVersions.load().esbuild());
    }

    public static synchronized Path executable() {
        EsbuildPlatform platform = EsbuildPlatform.current();
        String version = ToolVersions.load().esbuild();
        Path file = Path.of("target", "esbuild-" + version).toAbsolutePath();
        if (Files.exists(file)) {
            return file;
        }
        String resource =
                "/META-INF/resources/webjars/esbuild__" + platform.id() + "/" + version + "/" + platform.binary();
        try (InputStream in = TestEsbuild.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no " + resource + " on the test class path");
            }
            Path partial = Files.createTempFile(file.getParent(), "esbuild", "");
            Files.copy(in, partial, StandardCopyOption.REPLACE_EXISTING);
            partial.toFile().setExecutable(true);
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
            return file;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
