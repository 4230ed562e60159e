package io.github.flaremaven.cloudflare.local.queue;

import io.github.flaremaven.cloudflare.local.queue.QueueStore.Entry;
import io.github.flaremaven.cloudflare.local.queue.Queues.Verdict;
import io.github.flaremaven.cloudflare.local.time.Alarms;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings messages to the Workers that consume them: when enough are there for a batch, or the first one has waited long
 * enough. A message stays in its queue until its Worker is done with it, so a delivery that is cut short is made again.
 */
public final class QueueDispatcher implements AutoCloseable {
    /** How long a queue rests when its Worker cannot be reached; doubled each time, from the second time on. */
    private static final Duration FIRST_REST = Duration.ofSeconds(1);

    private static final int MOST_DOUBLINGS = 6;

    private final Queues queues;
    private final Clock clock;
    private final Alarms alarms;
    private final Consumer<String> log;
    private final Delivery delivery;
    private final Map<String, Lane> lanes = new HashMap<>();
    private boolean closed;

    /** Brings a batch to a Worker. */
    public interface Delivery {
        /**
         * Delivers.
         *
         * @param done gets the verdicts once the Worker is done; what it does is part of the delivery
         * @param failed called instead when the Worker did not get the batch, or was ended while it had it
         */
        void deliver(String script, Batch batch, Consumer<Map<String, Verdict>> done, Consumer<Throwable> failed);
    }

    /**
     * What a Worker gets.
     *
     * @param messages with the attempts so far, this one not counted
     * @param backlog what is in the queue, these messages included
     */
    public record Batch(String queue, List<QueueMessage> messages, QueueStore.Metrics backlog) {}

    /** What goes on in a queue. */
    private static final class Lane {
        private final Set<QueuePosition> underway = new HashSet<>();
        private int batches;
        private int failures;
        private Instant restUntil = Instant.MIN;
        private Alarms.@Nullable Alarm alarm;

        private void silence() {
            Alarms.Alarm set = alarm;
            if (set != null) {
                set.cancel();
                alarm = null;
            }
        }
    }

    /** Delivers what is sent from now on, and what it finds in a queue to which something is sent. */
    public QueueDispatcher(Queues queues, Clock clock, Alarms alarms, Consumer<String> log, Delivery delivery) {
        this.queues = queues;
        this.clock = clock;
        this.alarms = alarms;
        this.log = log;
        this.delivery = delivery;
        queues.listen(this::changed);
    }

    /** Delivers what was left from before. */
    public void start() {
        queues.ids().forEach(this::changed);
    }

    private synchronized void changed(String id) {
        Lane lane = lanes.computeIfAbsent(id, i -> new Lane());
        lane.restUntil = Instant.MIN;
        look(id);
    }

    private synchronized void look(String id) {
        Lane lane = lanes.computeIfAbsent(id, i -> new Lane());
        lane.silence();
        Optional<QueueConfig> queue = queues.byId(id).filter(q -> !q.paused() && !closed);
        if (queue.isPresent() && queue.get().consumer().orElse(null) instanceof QueueConsumer.Worker worker) {
            Optional<Instant> next = Optional.empty();
            while (next.isEmpty() && lane.batches < worker.concurrency()) {
                next = deliverOrWait(queue.get(), worker, lane);
            }
            lane.silence(); // a delivery that failed at once has set it
            next.filter(n -> n.isBefore(Instant.MAX)).ifPresent(n -> lane.alarm = alarms.at(n, () -> look(id)));
        }
    }

    /** Absent after a delivery was begun; otherwise when to look again. */
    private Optional<Instant> deliverOrWait(QueueConfig queue, QueueConsumer.Worker worker, Lane lane) {
        Instant now = clock.instant();
        if (now.isBefore(lane.restUntil)) {
            return Optional.of(lane.restUntil);
        }
        // One more than a batch takes shows that it is full.
        long bytes = QueueLimits.LARGEST_BATCH + QueueLimits.LARGEST_MESSAGE;
        List<Entry> due = queues.due(queue, worker.batchSize() + 1, bytes, p -> !lane.underway.contains(p));
        Instant next = queues.nextDue(queue).orElse(Instant.MAX);
        if (due.isEmpty()) {
            return Optional.of(next);
        }
        List<Entry> batch = fitting(due, worker.batchSize());
        boolean full = batch.size() < due.size() || batch.size() == worker.batchSize();
        Instant latest = batch.get(0).position().due().plus(worker.maxWait());
        if (!full && now.isBefore(latest)) {
            return Optional.of(latest.isBefore(next) ? latest : next);
        }
        deliver(queue, worker, lane, batch);
        return Optional.empty();
    }

    private static List<Entry> fitting(List<Entry> due, int most) {
        long size = 0;
        int count = 0;
        for (Entry entry : due) {
            size += entry.message().body().size();
            if (count == most || (size > QueueLimits.LARGEST_BATCH && count > 0)) {
                break;
            }
            count++;
        }
        return List.copyOf(due.subList(0, count));
    }

    private void deliver(QueueConfig queue, QueueConsumer.Worker worker, Lane lane, List<Entry> entries) {
        lane.batches++;
        entries.forEach(e -> lane.underway.add(e.position()));
        Batch batch =
                new Batch(queue.name(), entries.stream().map(Entry::message).toList(), queues.metrics(queue));
        delivery.deliver(
                worker.script(),
                batch,
                verdicts -> done(queue, worker, lane, entries, verdicts),
                failure -> failed(queue, worker, lane, entries, failure));
    }

    private void done(
            QueueConfig queue, QueueConsumer worker, Lane lane, List<Entry> entries, Map<String, Verdict> verdicts) {
        Map<Entry, Verdict> byEntry = new HashMap<>();
        entries.forEach(
                e -> byEntry.put(e, verdicts.getOrDefault(e.message().id(), new Verdict.Again(Optional.empty()))));
        try {
            queues.delivered(queue, worker, byEntry);
            over(queue, lane, entries, 0);
        } catch (RuntimeException e) {
            log.accept("what became of a batch of the queue " + queue.name() + " cannot be kept, so it is delivered "
                    + "again: " + e.getMessage());
            over(queue, lane, entries, lane.failures + 1);
        }
    }

    private void failed(
            QueueConfig queue, QueueConsumer.Worker worker, Lane lane, List<Entry> entries, Throwable failure) {
        log.accept("a batch of the queue " + queue.name() + " does not reach the Worker " + worker.script()
                + " and is delivered again: " + failure.getMessage());
        over(queue, lane, entries, lane.failures + 1);
    }

    private synchronized void over(QueueConfig queue, Lane lane, List<Entry> entries, int failures) {
        lane.batches--;
        lane.failures = failures;
        entries.forEach(e -> lane.underway.remove(e.position()));
        // The first time is mostly a process that was replaced: the next one can have it at once.
        lane.restUntil = failures < 2
                ? Instant.MIN
                : clock.instant().plus(FIRST_REST.multipliedBy(1L << Math.min(failures - 2, MOST_DOUBLINGS)));
        look(queue.id());
    }

    /** Begins no delivery any more; those that are under way go on. */
    @Override
    public synchronized void close() {
        closed = true;
        lanes.values().forEach(Lane::silence);
    }
}
