package io.github.flaremaven.cloudflare.local.runtime;

import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.state.VersionRef;
import io.vertx.core.Future;
import java.time.Instant;

/** Calls the cron handlers of Workers, through the control Worker that runs beside them. */
public final class CronTrigger {
    private final ControlClient control;

    public CronTrigger(ControlClient control) {
        this.control = control;
    }

    /**
     * Calls the handler of a version and waits for what it left to {@code waitUntil}.
     *
     * @param cron the expression that the handler sees
     * @return the outcome, such as {@code ok} or {@code exception}; fails when the version does not run
     */
    public Future<String> trigger(Visit visit, VersionRef version, String cron, Instant time) {
        return control.call(
                        visit,
                        version,
                        "/scheduled",
                        Json.object().put("time", time.toEpochMilli()).put("cron", cron))
                .map(answer -> answer.path("outcome").asText("unknown"));
    }
}
