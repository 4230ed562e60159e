package io.github.flaremaven.cloudflare.goal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Diagnostic;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.config.LoadedConfig;
import io.github.flaremaven.cloudflare.console.ResultFile;
import io.github.flaremaven.cloudflare.maven.Workbench;
import java.util.List;
import java.util.Optional;
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
        ObjectNode result = ResultFile.start("validate-config");
        LoadedConfig loaded;
        try {
            loaded = bench.config(true);
        } catch (InputFailure failure) {
            bench.result(findings(
                    result.put("valid", false),
                    failure.diagnostics().isEmpty()
                            ? List.of(new Diagnostic(
                                    Diagnostic.Severity.ERROR, "", Optional.empty(), failure.sentence(), ""))
                            : failure.diagnostics()));
            throw failure;
        }
        bench.announce(loaded);
        int warnings = loaded.warnings().size();
        bench.console().info("The config is valid" + (warnings == 0 ? "" : ", with " + warnings + " warnings"));
        result.put("worker", loaded.worker().name());
        loaded.worker().environment().ifPresent(e -> result.put("environment", e));
        bench.result(findings(result.put("valid", true), loaded.warnings()));
    }

    private static ObjectNode findings(ObjectNode result, List<Diagnostic> findings) {
        ArrayNode errors = result.putArray("errors");
        ArrayNode warnings = result.putArray("warnings");
        for (Diagnostic finding : findings) {
            ObjectNode one = (finding.isError() ? errors : warnings).addObject();
            if (!finding.file().isEmpty()) {
                one.put("file", finding.file());
            }
            finding.position().ifPresent(p -> one.put("line", p.line()).put("column", p.column()));
            one.put("message", finding.message());
        }
        return result;
    }
}
