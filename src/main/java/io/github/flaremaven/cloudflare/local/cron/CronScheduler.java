package io.github.flaremaven.cloudflare.local.cron;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.runtime.WorkerEvents;
import io.github.flaremaven.cloudflare.local.state.Resources;
import io.github.flaremaven.cloudflare.local.state.Resources.Kind;
import io.github.flaremaven.cloudflare.local.state.Script;
import io.github.flaremaven.cloudflare.local.state.Scripts;
import io.github.flaremaven.cloudflare.local.time.Alarms;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Calls the cron handlers of Workers and begins instances of Workflows when their schedules say so. */
public final class CronScheduler implements AutoCloseable {
    private final Scripts scripts;
    private final Resources resources;
    private final Clock clock;
    private final Alarms alarms;
    private final WorkerEvents events;
    private final Consumer<String> log;
    private Alarms.@Nullable Alarm alarm;
    /** What was due until then has been done. */
    private Instant done = Instant.MAX;

    private boolean closed;

    private record Schedule(String cron, CronExpression expression, Job job) {}

    private interface Job {
        void run(String cron, Instant time);
    }

    /** Does nothing before {@link #start}. */
    public CronScheduler(
            Scripts scripts,
            Resources resources,
            Clock clock,
            Alarms alarms,
            WorkerEvents events,
            Consumer<String> log) {
        this.scripts = scripts;
        this.resources = resources;
        this.clock = clock;
        this.alarms = alarms;
        this.events = events;
        this.log = log;
    }

    /** From now on schedules count. What they missed before is not made up for. */
    public synchronized void start() {
        done = clock.instant();
        changed();
    }

    /** There are other schedules than before. */
    public synchronized void changed() {
        Alarms.Alarm before = alarm;
        if (before != null) {
            before.cancel();
            alarm = null;
        }
        if (closed || done.equals(Instant.MAX)) {
            return;
        }
        schedules().stream()
                .flatMap(s -> s.expression().next(done).stream())
                .min(Instant::compareTo)
                .ifPresent(next -> alarm = alarms.at(next, this::ring));
    }

    private synchronized void ring() {
        Instant now = clock.instant();
        for (Schedule schedule : schedules()) {
            latest(schedule.expression(), now).ifPresent(time -> schedule.job().run(schedule.cron(), time));
        }
        done = now;
        changed();
    }

    /** Of the times that went by while the machine slept, only the last one counts. */
    private Optional<Instant> latest(CronExpression expression, Instant now) {
        Optional<Instant> latest = Optional.empty();
        Optional<Instant> time = expression.next(done);
        while (time.isPresent() && !time.get().isAfter(now)) {
            latest = time;
            time = expression.next(time.get());
        }
        return latest;
    }

    private List<Schedule> schedules() {
        List<Schedule> schedules = new ArrayList<>();
        for (Script script : scripts.all()) {
            if (script.current().isPresent()) {
                add(script.triggers(), (cron, time) -> call(script.name(), cron, time), schedules);
            }
        }
        resources
                .all(Kind.WORKFLOW)
                .forEach(w -> add(w, (cron, time) -> begin(w.path("name").asText()), schedules));
        return schedules;
    }

    private static void add(JsonNode owner, Job job, List<Schedule> schedules) {
        Json.items(owner, "schedules")
                .map(s -> s.path("cron").asText())
                .forEach(cron -> CronExpression.parse(cron)
                        .ifPresent(expression -> schedules.add(new Schedule(cron, expression, job))));
    }

    private void call(String script, String cron, Instant time) {
        events.send(
                        script,
                        "/scheduled",
                        Json.object().put("time", time.toEpochMilli()).put("cron", cron),
                        answer -> {
                            String outcome = answer.path("outcome").asText();
                            if (!outcome.equals("ok")) {
                                log.accept("the cron handler of " + script + " for " + cron + " ended with " + outcome);
                            }
                        })
                .onFailure(e -> log.accept(
                        "the cron handler of " + script + " for " + cron + " did not run: " + e.getMessage()));
    }

    private void begin(String workflow) {
        events.workflow(workflow, "create", Json.array().add(Json.object()))
                .onComplete(begun -> Optional.ofNullable(begun.cause())
                        .map(Throwable::getMessage)
                        .or(() -> Json.text(begun.result(), "error"))
                        .ifPresent(
                                why -> log.accept("no instance of the Workflow " + workflow + " was begun: " + why)));
    }

    @Override
    public synchronized void close() {
        closed = true;
        changed();
    }
}
