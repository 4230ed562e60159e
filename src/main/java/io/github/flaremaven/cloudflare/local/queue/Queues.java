package io.github.flaremaven.cloudflare.local.queue;

import io.github.flaremaven.cloudflare.local.queue.QueueStore.Entry;
import io.github.flaremaven.cloudflare.local.queue.QueueStore.Metrics;
import io.github.flaremaven.cloudflare.local.queue.QueueStore.Step;
import io.github.flaremaven.cloudflare.local.state.Resources;
import io.github.flaremaven.cloudflare.local.state.Resources.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The queues of the account: what is sent, taken and given back. Safe for use by several threads. */
public final class Queues {
    private final QueueStore store;
    private final Resources resources;
    private final Clock clock;
    private final Consumer<String> log;
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

    /** A message that somebody pulled; {@code lease} is how it is given back. */
    public record Pulled(String lease, QueueMessage message) {}

    /** What becomes of a message that was delivered. */
    public sealed interface Verdict {
        /** It is done. */
        record Done() implements Verdict {}

        /**
         * It is delivered again, as often as the consumer allows.
         *
         * @param delaySeconds absent for the consumer's own
         */
        record Again(Optional<Integer> delaySeconds) implements Verdict {}
    }

    /** {@code log} hears of messages that are dropped. */
    public Queues(QueueStore store, Resources resources, Clock clock, Consumer<String> log) {
        this.store = store;
        this.resources = resources;
        this.clock = clock;
        this.log = log;
    }

    /** The listener hears the id of each queue in which something is sent, or that is set up otherwise. */
    void listen(Consumer<String> listener) {
        listeners.add(listener);
    }

    public Optional<QueueConfig> byName(String name) {
        return resources.find(Kind.QUEUE, QueueConfig.NAME, name).map(QueueConfig::of);
    }

    Optional<QueueConfig> byId(String id) {
        return resources.find(Kind.QUEUE, id).map(QueueConfig::of);
    }

    List<String> ids() {
        return resources.all(Kind.QUEUE).stream()
                .map(q -> q.path(QueueConfig.ID).asText())
                .toList();
    }

    /** Takes messages that {@link QueueLimits} has nothing against. */
    public void send(QueueConfig queue, List<QueueMessage.New> messages) {
        store.add(queue.id(), messages, clock.instant());
        changed(queue.id());
    }

    public Metrics metrics(QueueConfig queue) {
        return store.metrics(queue.id());
    }

    /** A queue has another consumer or other settings. */
    public void changed(String id) {
        listeners.forEach(l -> l.accept(id));
    }

    /** Forgets all messages of a queue. */
    public void purge(String id) {
        store.purge(id);
    }

    /** Takes messages away from others for a while; those that are over their retries are not among them. */
    public List<Pulled> pull(QueueConfig queue, QueueConsumer.Pull consumer, int most, Duration visibility) {
        Instant now = now();
        List<Pulled> pulled = new ArrayList<>();
        while (pulled.size() < most) {
            List<Entry> due = due(queue, most - pulled.size(), Long.MAX_VALUE, p -> true);
            if (due.isEmpty()) {
                break;
            }
            Map<QueuePosition, Step> steps = new LinkedHashMap<>();
            due.forEach(e -> steps.put(
                    e.position(),
                    e.message().attempts() > consumer.maxRetries()
                            ? dead(queue, consumer, e.message())
                            : new Step.Keep(now.plus(visibility), e.message().attempts() + 1)));
            Map<QueuePosition, QueuePosition> kept = settle(queue, steps);
            due.forEach(e -> Optional.ofNullable(kept.get(e.position()))
                    .ifPresent(p -> pulled.add(new Pulled(
                            p.lease(), e.message().attempted(e.message().attempts() + 1)))));
        }
        return pulled;
    }

    /** Gives back messages that were pulled, by their leases. Gives how many of these there still were. */
    public int giveBack(QueueConfig queue, QueueConsumer consumer, Map<String, Verdict> verdicts) {
        Map<QueuePosition, Step> steps = new LinkedHashMap<>();
        verdicts.forEach((lease, verdict) -> QueuePosition.ofLease(lease)
                .ifPresent(position -> store.find(queue.id(), position)
                        .ifPresent(message ->
                                steps.put(position, step(queue, consumer, message, message.attempts(), verdict)))));
        settle(queue, steps);
        changed(queue.id());
        return steps.size();
    }

    /** What is due, with the messages that were kept for too long left out. */
    List<Entry> due(QueueConfig queue, int most, long mostBytes, Predicate<QueuePosition> free) {
        Instant now = now();
        return store.due(queue.id(), now, now.minus(queue.retention()), most, mostBytes, free);
    }

    Optional<Instant> nextDue(QueueConfig queue) {
        return store.nextDue(queue.id(), now());
    }

    /** A batch was delivered. */
    void delivered(QueueConfig queue, QueueConsumer consumer, Map<Entry, Verdict> verdicts) {
        Map<QueuePosition, Step> steps = new LinkedHashMap<>();
        verdicts.forEach((entry, verdict) -> steps.put(
                entry.position(),
                step(queue, consumer, entry.message(), entry.message().attempts() + 1, verdict)));
        settle(queue, steps);
    }

    private Map<QueuePosition, QueuePosition> settle(QueueConfig queue, Map<QueuePosition, Step> steps) {
        Map<QueuePosition, QueuePosition> kept = store.settle(queue.id(), steps);
        steps.values().stream()
                .filter(Step.Move.class::isInstance)
                .map(s -> ((Step.Move) s).queue())
                .distinct()
                .forEach(this::changed);
        return kept;
    }

    private Step step(QueueConfig queue, QueueConsumer consumer, QueueMessage message, int attempts, Verdict verdict) {
        if (!(verdict instanceof Verdict.Again again)) {
            return new Step.Remove();
        }
        return attempts > consumer.maxRetries()
                ? dead(queue, consumer, message)
                : new Step.Keep(now().plusSeconds(again.delaySeconds().orElse(consumer.retryDelay())), attempts);
    }

    private Step dead(QueueConfig queue, QueueConsumer consumer, QueueMessage message) {
        Optional<QueueConfig> deadLetters = consumer.deadLetterQueue().flatMap(this::byName);
        if (deadLetters.isPresent()) {
            return new Step.Move(deadLetters.get().id(), now());
        }
        log.accept("the message " + message.id() + " of the queue " + queue.name() + " is dropped: all "
                + (consumer.maxRetries() + 1) + " deliveries failed, and the queue has no dead letter queue");
        return new Step.Remove();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
