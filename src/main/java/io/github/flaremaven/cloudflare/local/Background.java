package io.github.flaremaven.cloudflare.local;

import io.github.flaremaven.cloudflare.local.cron.CronScheduler;
import io.github.flaremaven.cloudflare.local.queue.QueueDispatcher;
import io.github.flaremaven.cloudflare.local.queue.Queues;
import io.github.flaremaven.cloudflare.local.runtime.QueueDelivery;
import io.github.flaremaven.cloudflare.local.runtime.WorkerEvents;
import io.github.flaremaven.cloudflare.local.runtime.WorkerRuntime;
import io.github.flaremaven.cloudflare.local.state.Resources;
import io.github.flaremaven.cloudflare.local.state.Scripts;
import io.github.flaremaven.cloudflare.local.state.Workflow;
import io.github.flaremaven.cloudflare.local.workflow.WorkflowInstances;
import java.nio.file.Path;

/** What happens without a request: messages are delivered, schedules fire, instances of Workflows go on. */
final class Background implements AutoCloseable {
    private final Resources resources;
    private final EmbeddedCloudflare.Listener listener;
    private final QueueDispatcher dispatcher;
    private final CronScheduler schedules;
    private final WorkflowInstances workflows;

    /**
     * What it works on.
     *
     * @param instances the folder of the instances of Workflows
     */
    record Stores(Scripts scripts, Resources resources, Queues queues, Path instances) {}

    Background(
            Stores stores,
            WorkerRuntime runtime,
            WorkerEvents events,
            EmbeddedCloudflare.Time time,
            EmbeddedCloudflare.Listener listener) {
        this.resources = stores.resources();
        this.listener = listener;
        this.dispatcher = new QueueDispatcher(
                stores.queues(),
                time.clock(),
                time.alarms(),
                listener::trouble,
                new QueueDelivery(events, listener::trouble));
        this.schedules =
                new CronScheduler(stores.scripts(), resources, time.clock(), time.alarms(), events, listener::trouble);
        this.workflows = new WorkflowInstances(stores.instances(), events);
        runtime.afterStart(this::wake);
    }

    CronScheduler schedules() {
        return schedules;
    }

    WorkflowInstances workflows() {
        return workflows;
    }

    /** From now on things happen that nobody in this process began. */
    void start() {
        dispatcher.start();
        schedules.start();
        Thread waking = new Thread(this::wake, "cloudflare-wake");
        waking.setDaemon(true);
        waking.start();
    }

    private void wake() {
        try {
            workflows.wake(Workflow.of(resources).stream().map(Workflow::name).toList());
        } catch (RuntimeException e) { // such as that all is being closed
            listener.log("instances of Workflows cannot be woken: " + e.getMessage());
        }
    }

    /** Begins nothing any more; what is under way goes on. */
    @Override
    public void close() {
        schedules.close();
        dispatcher.close();
    }
}
