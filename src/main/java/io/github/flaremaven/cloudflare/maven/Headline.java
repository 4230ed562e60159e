package io.github.flaremaven.cloudflare.maven;

import io.github.flaremaven.cloudflare.config.model.WorkerConfig;

/** Names what a goal works on: the Worker and its environment. */
final class Headline {
    private Headline() {}

    static String of(WorkerConfig config) {
        String worker = config.name().isEmpty() ? "Worker without a name" : "Worker " + config.name();
        return worker + config.environment().map(e -> ", environment " + e).orElse(", top level of the config");
    }
}
