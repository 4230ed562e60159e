package io.github.flaremaven.cloudflare.goal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Diagnostic;
import io.github.flaremaven.cloudflare.config.LoadedConfig;
import io.github.flaremaven.cloudflare.console.ResultFile;
import io.github.flaremaven.cloudflare.maven.Workbench;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;

/**
 * Checks the config for the chosen environment, and fails on errors. All errors and warnings are told at once, each with
 * file, line and column.
 *
 * @since 0.1.0
 */
@Mojo(name = "validate-config", defaultPhase = LifecyclePhase.VALIDATE, threadSafe = true)
public final class ValidateConfigMojo extends ConfiguredMojo {
    @Override
    void work(Workbench bench) {
        LoadedConfig loaded = bench.config(true);
        bench.announce(loaded.worker());
        int warnings = loaded.warnings().size();
        bench.console().info("The config is valid" + (warnings == 0 ? "" : ", with " + warnings + " warnings"));
        ObjectNode result = ResultFile.start("validate-config");
        result.put("worker", loaded.worker().name());
        loaded.worker().environment().ifPresent(e -> result.put("environment", e));
        ArrayNode list = result.putArray("warnings");
        for (Diagnostic warning : loaded.warnings()) {
            ObjectNode one = list.addObject().put("file", warning.file()).put("message", warning.message());
            warning.position().ifPresent(p -> one.put("line", p.line()).put("column", p.column()));
        }
        bench.result(result);
    }
}
