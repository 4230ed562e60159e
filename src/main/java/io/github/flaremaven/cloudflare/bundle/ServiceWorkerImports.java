package io.github.flaremaven.cloudflare.bundle;

import java.util.Collection;

/** The sentence about imports that a script in service-worker format cannot have. */
final class ServiceWorkerImports {
    private ServiceWorkerImports() {}

    static String message(Collection<String> imports) {
        return "the Worker imports "
                + String.join(", ", imports.stream().map(i -> '"' + i + '"').toList())
                + ", which only an ES module can do, and it is a service-worker script because its entry module has no "
                + "default export; export a handler: export default { fetch(request, env, ctx) { … } }";
    }
}
