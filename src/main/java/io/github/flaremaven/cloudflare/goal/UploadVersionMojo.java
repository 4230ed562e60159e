package io.github.flaremaven.cloudflare.goal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.config.LoadedConfig;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import io.github.flaremaven.cloudflare.console.ResultFile;
import io.github.flaremaven.cloudflare.maven.Target;
import io.github.flaremaven.cloudflare.maven.Workbench;
import io.github.flaremaven.cloudflare.release.Release;
import java.util.Optional;
import java.util.Properties;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;

/**
 * Uploads a version that gets no traffic, for tests at its preview address. Sets the project properties
 * <code>cloudflare.versionId</code> and <code>cloudflare.previewUrl</code>; <code>deploy</code> in the same build deploys
 * this very version.
 *
 * @since 0.1.0
 */
@Mojo(name = "upload-version", defaultPhase = LifecyclePhase.PRE_INTEGRATION_TEST, threadSafe = true)
public final class UploadVersionMojo extends ReleaseMojo {
    @Override
    void work(Workbench bench) {
        LoadedConfig loaded = bench.config(true);
        WorkerConfig config = loaded.worker();
        try (Target target = bench.open(loaded)) {
            Release release = bench.release(
                    request(bench, config, () -> bench.bundle(config, "versions upload"), Optional.empty(), true),
                    target);
            Release.Uploaded uploaded = release.upload();
            if (!bench.isDryRun()) {
                bench.uploadedVersion(config).set(uploaded.versionId());
            }
            Properties properties = bench.surroundings().project().getProperties();
            properties.setProperty("cloudflare.versionId", uploaded.versionId());
            uploaded.previewUrl().ifPresent(url -> {
                bench.console().info("Preview: " + bench.console().bold(url));
                properties.setProperty("cloudflare.previewUrl", url);
            });
            ObjectNode result = ResultFile.start("upload-version");
            result.put("worker", uploaded.worker()).put("versionId", uploaded.versionId());
            config.environment().ifPresent(e -> result.put("environment", e));
            uploaded.previewUrl().ifPresent(url -> result.put("previewUrl", url));
            bench.result(result.put("dryRun", bench.isDryRun()));
        }
    }
}
