package io.github.flaremaven.cloudflare.testing;

import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.bundle.WorkerBundle;
import io.github.flaremaven.cloudflare.bundle.WorkerFormat;
import io.github.flaremaven.cloudflare.bundle.WorkerModule;
import io.github.flaremaven.cloudflare.config.model.ModuleType;
import java.util.List;

/** Bundles made by hand. */
public final class Bundles {
    private static final String HELLO = "export default { fetch() { return new Response('hello'); } };";

    private Bundles() {}

    public static WorkerBundle hello() {
        return modules(HELLO);
    }

    /** A Worker of modules, the entry module's code first. */
    public static WorkerBundle modules(String code, WorkerModule... more) {
        return new WorkerBundle(
                WorkerFormat.MODULES,
                new WorkerModule("index.js", ModuleType.ES_MODULE, Bytes.of(code)),
                List.of(more),
                List.of(),
                List.of("default"),
                List.of(),
                List.of());
    }

    /** A Worker in service-worker format. */
    public static WorkerBundle script(String code, WorkerModule... more) {
        return new WorkerBundle(
                WorkerFormat.SERVICE_WORKER,
                new WorkerModule("index.js", ModuleType.COMMON_JS, Bytes.of(code)),
                List.of(more),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }
}
