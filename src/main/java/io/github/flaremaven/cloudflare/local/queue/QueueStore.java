package io.github.flaremaven.cloudflare.local.queue;

import io.github.flaremaven.cloudflare.local.state.StoreFile;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.type.ByteArrayDataType;

/**
 * Messages of queues on disk, by the ids of the queues. A change is on disk when the call returns. Safe for use by several
 * threads.
 */
public final class QueueStore implements AutoCloseable {
    private static final String NUMBERS = "numbers";
    private static final String MESSAGES = "queue:";

    private final StoreFile store;
    /** Bytes of the bodies in a queue, of those queues that were asked for. */
    private final Map<String, Long> bytes = new HashMap<>();

    /** A message at its position. */
    record Entry(QueuePosition position, QueueMessage message) {}

    /** What happens to a message after a delivery. */
    sealed interface Step {
        /** It is done. */
        record Remove() implements Step {}

        /** It stays, to be delivered again. */
        record Keep(Instant due, int attempts) implements Step {}

        /** It goes to another queue, where it starts anew. */
        record Move(String queue, Instant due) implements Step {}
    }

    /**
     * How much is in a queue.
     *
     * @param bytes of the bodies
     * @param oldest when the message that is due first was sent
     */
    public record Metrics(long count, long bytes, Optional<Instant> oldest) {}

    /** Neither makes nor opens the file before it is needed. */
    public QueueStore(Path file) {
        this.store = new StoreFile(file, "the store of queues", "all messages");
    }

    private MVMap<byte[], byte[]> map(String queue) {
        return store.get()
                .openMap(
                        MESSAGES + queue,
                        new MVMap.Builder<byte[], byte[]>()
                                .keyType(ByteArrayDataType.INSTANCE)
                                .valueType(ByteArrayDataType.INSTANCE));
    }

    /** Adds all these messages or, when the process ends meanwhile, none. */
    synchronized void add(String queue, List<QueueMessage.New> messages, Instant now) {
        for (QueueMessage.New message : messages) {
            QueueMessage kept = new QueueMessage(
                    UUID.randomUUID().toString().replace("-", ""),
                    now.truncatedTo(ChronoUnit.MILLIS),
                    0,
                    message.contentType(),
                    message.body());
            put(queue, now.plusSeconds(message.delaySeconds()), kept);
        }
        store.commit();
    }

    private QueuePosition put(String queue, Instant due, QueueMessage message) {
        MVMap<String, Long> numbers = store.get().openMap(NUMBERS);
        long number = numbers.getOrDefault(NUMBERS, 0L) + 1;
        numbers.put(NUMBERS, number);
        QueuePosition position = new QueuePosition(due.truncatedTo(ChronoUnit.MILLIS), number);
        long before = bytes(queue);
        map(queue).put(position.encode(), message.encode());
        bytes.put(queue, before + message.body().size());
        return position;
    }

    private Optional<QueueMessage> take(String queue, QueuePosition position) {
        long before = bytes(queue);
        Optional<QueueMessage> removed =
                Optional.ofNullable(map(queue).remove(position.encode())).map(QueueMessage::decode);
        removed.ifPresent(m -> bytes.put(queue, before - m.body().size()));
        return removed;
    }

    private long bytes(String queue) {
        return bytes.computeIfAbsent(
                queue,
                q -> map(q).values().stream()
                        .mapToLong(
                                encoded -> QueueMessage.decode(encoded).body().size())
                        .sum());
    }

    /**
     * The messages that are due, the first ones first.
     *
     * @param keptSince what was sent before is forgotten where it is met
     * @param most how many at most
     * @param mostBytes how much their bodies may have together; the first message counts in any case
     * @param free those that it is false for are left out
     */
    synchronized List<Entry> due(
            String queue, Instant now, Instant keptSince, int most, long mostBytes, Predicate<QueuePosition> free) {
        List<Entry> due = new ArrayList<>();
        List<QueuePosition> over = new ArrayList<>();
        long size = 0;
        MVMap<byte[], byte[]> map = map(queue);
        for (Iterator<byte[]> keys = map.keyIterator(null); keys.hasNext() && due.size() < most; ) {
            byte[] key = keys.next();
            QueuePosition position = QueuePosition.decode(key);
            if (position.due().isAfter(now)) {
                break;
            }
            byte[] encoded = map.get(key);
            if (encoded == null || !free.test(position)) {
                continue;
            }
            QueueMessage message = QueueMessage.decode(encoded);
            if (message.sent().isBefore(keptSince)) {
                over.add(position);
                continue;
            }
            size += message.body().size();
            if (size > mostBytes && !due.isEmpty()) {
                break;
            }
            due.add(new Entry(position, message));
        }
        over.forEach(position -> take(queue, position));
        if (!over.isEmpty()) {
            store.commit();
        }
        return due;
    }

    /** When the first message that comes after a time is due. */
    synchronized Optional<Instant> nextDue(String queue, Instant after) {
        byte[] from = new QueuePosition(after.truncatedTo(ChronoUnit.MILLIS).plusMillis(1), 0).encode();
        return Optional.ofNullable(map(queue).ceilingKey(from))
                .map(QueuePosition::decode)
                .map(QueuePosition::due);
    }

    /**
     * Does all these steps or, when the process ends meanwhile, none. Messages that are gone already are left out.
     *
     * @return new positions of those that stay, by the old ones
     */
    synchronized Map<QueuePosition, QueuePosition> settle(String queue, Map<QueuePosition, Step> steps) {
        Map<QueuePosition, QueuePosition> kept = new HashMap<>();
        steps.forEach((position, step) -> take(queue, position).ifPresent(message -> {
            if (step instanceof Step.Keep keep) {
                kept.put(position, put(queue, keep.due(), message.attempted(keep.attempts())));
            } else if (step instanceof Step.Move move) {
                put(move.queue(), move.due(), message.attempted(0));
            }
        }));
        if (!steps.isEmpty()) {
            store.commit();
        }
        return kept;
    }

    /** The message at a position, absent when it is gone. */
    synchronized Optional<QueueMessage> find(String queue, QueuePosition position) {
        return Optional.ofNullable(map(queue).get(position.encode())).map(QueueMessage::decode);
    }

    synchronized Metrics metrics(String queue) {
        MVMap<byte[], byte[]> map = map(queue);
        Optional<Instant> oldest = Optional.ofNullable(map.firstKey())
                .map(map::get)
                .map(QueueMessage::decode)
                .map(QueueMessage::sent);
        return new Metrics(map.sizeAsLong(), bytes(queue), oldest);
    }

    /** Forgets all messages of a queue. */
    synchronized void purge(String queue) {
        store.get().removeMap(map(queue));
        bytes.remove(queue);
        store.commit();
    }

    @Override
    public synchronized void close() {
        store.close();
    }
}
