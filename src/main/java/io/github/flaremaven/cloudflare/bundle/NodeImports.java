package io.github.flaremaven.cloudflare.bundle;

import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildPlugin;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import java.util.Collection;
import java.util.List;

/** What one build makes of imports of Node.js modules, and what is to be said about them afterwards. */
sealed interface NodeImports permits PlainNodeImports, PolyfilledNodeImports {

    static NodeImports of(WorkerConfig config, Polyfills polyfills) {
        NodeCompatibility mode = NodeCompatibility.of(config.compatibilityDate(), config.compatibilityFlags());
        return mode == NodeCompatibility.V2
                ? new PolyfilledNodeImports(
                        new NodeModules(config.compatibilityDate(), config.compatibilityFlags()),
                        new RememberedPolyfills(polyfills))
                : new PlainNodeImports(mode, config.projectRoot());
    }

    NodeCompatibility mode();

    List<EsbuildPlugin> plugins();

    /** Files and virtual modules that run before the Worker's own code. */
    List<String> injects();

    /** Imports that are left to the runtime, which a script in service-worker format cannot have. */
    Collection<String> forModulesOnly();

    List<String> warnings();
}
