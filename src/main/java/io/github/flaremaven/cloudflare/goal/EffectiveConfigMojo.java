package io.github.flaremaven.cloudflare.goal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.config.LoadedConfig;
import io.github.flaremaven.cloudflare.console.ResultFile;
import io.github.flaremaven.cloudflare.maven.Workbench;
import org.apache.maven.plugins.annotations.Mojo;

/**
 * Prints the config as it counts in the chosen environment, with the origin of each value: top level, environment, POM or
 * command line.
 *
 * @since 0.1.0
 */
@Mojo(name = "effective-config", threadSafe = true)
public final class EffectiveConfigMojo extends ConfiguredMojo {
    @Override
    void work(Workbench bench) {
        LoadedConfig loaded = bench.config(false);
        bench.announce(loaded);
        ObjectNode result = ResultFile.start("effective-config");
        result.put("worker", loaded.worker().name());
        loaded.worker().environment().ifPresent(e -> result.put("environment", e));
        ObjectNode config = result.putObject("config");
        bench.console().print("# the Worker is called " + loaded.worker().name());
        for (LoadedConfig.Entry entry : loaded.entries()) {
            String origin = entry.origin()
                    + entry.position().map(p -> ", line " + p.line()).orElse("");
            bench.console().print(entry.key() + " = " + Json.compact(entry.value()) + "  # " + origin);
            ObjectNode one = config.putObject(entry.key());
            one.set("value", entry.value());
            one.put("origin", entry.origin());
            entry.position().ifPresent(p -> one.put("line", p.line()));
        }
        bench.result(result);
    }
}
