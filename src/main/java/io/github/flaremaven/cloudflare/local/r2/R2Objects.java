package io.github.flaremaven.cloudflare.local.r2;

import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.net.ByteRange;
import io.github.flaremaven.cloudflare.local.net.FileContent;
import io.github.flaremaven.cloudflare.local.net.Spool;
import io.github.flaremaven.cloudflare.local.state.FileShelf;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The objects in buckets. Keys are ordered by their UTF-8 bytes. Every method throws {@link R2Failure} to say no. */
public final class R2Objects {
    private final R2Index index;
    private final FileShelf contents;
    private final Clock clock;

    /** An object with a part of its content, which has to be sent or its {@code done} be run. */
    public record Opened(R2Object object, ByteRange range, FileContent content) {}

    R2Objects(R2Index index, FileShelf contents, Clock clock) {
        this.index = index;
        this.contents = contents;
        this.clock = clock;
    }

    /** The object without its content. */
    public R2Object head(Bucket.Id bucket, String key) {
        R2Limits.checkKey(key);
        return index.locked(() -> current(bucket, key).orElseThrow(R2Failure::noSuchKey));
    }

    /** The object with its content. */
    public Opened get(Bucket.Id bucket, String key, Condition condition, ByteRange.Wish wish) {
        R2Limits.checkKey(key);
        return index.locked(() -> {
            R2Object object = current(bucket, key).orElseThrow(R2Failure::noSuchKey);
            if (!condition.holds(Optional.of(object))) {
                throw R2Failure.preconditionFailed(Optional.of(object));
            }
            ByteRange range = wish.in(object.size()).orElseThrow(R2Failure::invalidRange);
            contents.hold(object.files());
            return new Opened(
                    object, range, new FileContent(slices(object, range), () -> contents.release(object.files())));
        });
    }

    private List<FileContent.Slice> slices(R2Object object, ByteRange range) {
        List<FileContent.Slice> slices = new ArrayList<>();
        long start = 0;
        for (R2Object.Piece piece : object.pieces()) {
            long from = Math.max(range.offset() - start, 0);
            long to = Math.min(range.offset() + range.length() - start, piece.size());
            if (from < to) {
                slices.add(new FileContent.Slice(contents.file(piece.file()), from, to - from));
            }
            start += piece.size();
        }
        return slices;
    }

    /**
     * Writes an object whole.
     *
     * @param expected checksums, as lower-case hex, that the content must have
     */
    public R2Object put(
            Bucket.Id bucket,
            String key,
            Metadata metadata,
            Condition condition,
            Map<Checksum, String> expected,
            Spool.Received content) {
        R2Limits.checkKey(key);
        R2Limits.check(metadata);
        R2Limits.checkSize(content.size());
        Set<Checksum> wanted = EnumSet.of(Checksum.MD5);
        wanted.addAll(expected.keySet());
        Map<Checksum, String> actual = Checksum.of(content.file(), wanted);
        expected.forEach((checksum, sum) -> {
            if (!sum.equals(actual.get(checksum))) {
                throw badDigest(checksum, sum, String.valueOf(actual.get(checksum)));
            }
        });
        List<String> replaced = new ArrayList<>();
        R2Object written = index.locked(() -> {
            Optional<R2Object> before = current(bucket, key);
            if (!condition.holds(before)) {
                throw R2Failure.preconditionFailed(before);
            }
            before.ifPresent(o -> replaced.addAll(filesToReplace(bucket, o)));
            List<R2Object.Piece> pieces = content.file()
                    .map(file -> List.of(new R2Object.Piece(contents.take(file), content.size())))
                    .orElse(List.of());

            String md5 = String.valueOf(actual.get(Checksum.MD5));
            R2Object object = object(key, content.size(), md5, metadata, actual, pieces);
            write(bucket, object);
            return object;
        });
        contents.remove(replaced);
        return written;
    }

    private static R2Failure badDigest(Checksum checksum, String given, String actual) {
        return new R2Failure(
                400,
                10037,
                "The " + checksum.algorithm() + " checksum you specified did not match what we received.\n"
                        + "You provided a " + checksum.algorithm() + " checksum with value: " + given + "\nActual "
                        + checksum.algorithm() + " was: " + actual);
    }

    R2Object object(
            String key,
            long size,
            String etag,
            Metadata metadata,
            Map<Checksum, String> checksums,
            List<R2Object.Piece> pieces) {
        return new R2Object(
                key,
                UUID.randomUUID().toString().replace("-", ""),
                size,
                etag,
                clock.instant(),
                metadata,
                checksums,
                pieces);
    }

    /** Only while the index is locked. */
    void write(Bucket.Id bucket, R2Object object) {
        index.objects(bucket).put(bytes(object.key()), object.encode());
    }

    /** Deletes the objects that are there, all at once. */
    public void delete(Bucket.Id bucket, List<String> keys) {
        keys.forEach(R2Limits::checkKey);
        if (keys.size() > R2Limits.MOST_AT_ONCE) {
            throw R2Failure.invalidArgument("At most " + R2Limits.MOST_AT_ONCE + " objects can be deleted at once.");
        }
        List<String> files = index.locked(() -> {
            List<String> deleted = new ArrayList<>();
            for (String key : keys) {
                current(bucket, key).ifPresent(o -> deleted.addAll(filesToReplace(bucket, o)));
            }
            keys.forEach(key -> index.objects(bucket).remove(bytes(key)));
            return deleted;
        });
        contents.remove(files);
    }

    /** Lists objects. */
    public R2Listing.Page list(Bucket.Id bucket, R2Listing.Query query) {
        R2Limits.checkLimit(query.limit());
        return index.locked(() -> {
            requireBucket(bucket);
            return R2Listing.list(index.objects(bucket), query);
        });
    }

    /**
     * The files of an object that is to go. Only while the index is locked.
     *
     * @throws R2Failure 10069 when a rule of the bucket protects it
     */
    List<String> filesToReplace(Bucket.Id bucket, R2Object object) {
        String rules = index.settings().get(bucket + "/" + LockRules.NAME);
        if (rules != null && LockRules.cover(Json.parse(rules), object, clock.instant())) {
            throw new R2Failure(403, 10069, "The object is locked by the bucket policy.");
        }
        return object.files();
    }

    /** Only while the index is locked. */
    Optional<R2Object> current(Bucket.Id bucket, String key) {
        requireBucket(bucket);
        return Optional.ofNullable(index.objects(bucket).get(bytes(key))).map(R2Object::decode);
    }

    /** Only while the index is locked. */
    void requireBucket(Bucket.Id bucket) {
        if (!index.buckets().containsKey(bucket.toString())) {
            throw R2Failure.noSuchBucket();
        }
    }

    private static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }
}
