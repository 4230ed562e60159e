package io.github.flaremaven.cloudflare.local.r2;

import io.github.flaremaven.cloudflare.local.net.Spool;
import io.github.flaremaven.cloudflare.local.r2.Upload.Part;
import io.github.flaremaven.cloudflare.local.state.FileShelf;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** Objects that come in parts. Every method throws {@link R2Failure} to say no. */
public final class R2Uploads {
    private final R2Index index;
    private final R2Objects objects;
    private final FileShelf contents;

    /** A part that is to be in the object, by its number and the etag that it got. */
    public record Chosen(int number, String etag) {}

    R2Uploads(R2Index index, R2Objects objects, FileShelf contents) {
        this.index = index;
        this.objects = objects;
        this.contents = contents;
    }

    /** Begins an upload; gives its id. */
    public String create(Bucket.Id bucket, String key, Metadata metadata) {
        R2Limits.checkKey(key);
        R2Limits.check(metadata);
        String id = UUID.randomUUID().toString();
        return index.locked(() -> {
            objects.requireBucket(bucket);
            index.uploads(bucket).put(id, Upload.begin(key, metadata).encode());
            return id;
        });
    }

    /** Adds a part, or replaces it; gives its etag. */
    public String put(Bucket.Id bucket, String key, String id, int number, Spool.Received content) {
        if (number < 1 || number > R2Limits.MOST_PARTS) {
            throw R2Failure.invalidArgument("Part numbers are between 1 and " + R2Limits.MOST_PARTS + ".");
        }
        R2Limits.checkSize(content.size());
        String md5 =
                String.valueOf(Checksum.of(content.file(), Set.of(Checksum.MD5)).get(Checksum.MD5));
        List<String> replaced = index.locked(() -> {
            Upload upload = open(bucket, key, id);
            String file = content.file().map(contents::take).orElse("");
            Optional<Part> before =
                    Optional.ofNullable(upload.parts().put(number, new Part(file, content.size(), md5)));
            index.uploads(bucket).put(id, upload.encode());
            return before.map(Part::files).orElse(List.of());
        });
        contents.remove(replaced);
        return md5;
    }

    /** Makes the object of these parts. */
    public R2Object complete(Bucket.Id bucket, String key, String id, List<Chosen> chosen) {
        List<String> leftOver = new ArrayList<>();
        R2Object made = index.locked(() -> {
            Upload upload = open(bucket, key, id);
            List<Part> parts = parts(upload, chosen);
            checkSizes(parts);
            R2Object object = objects.object(
                    key,
                    parts.stream().mapToLong(Part::size).sum(),
                    Checksum.ofParts(parts.stream().map(Part::md5).toList()) + "-" + parts.size(),
                    upload.metadata(),
                    Map.of(),
                    parts.stream()
                            .filter(p -> !p.file().isEmpty())
                            .map(p -> new R2Object.Piece(p.file(), p.size()))
                            .toList());
            objects.current(bucket, key).ifPresent(o -> leftOver.addAll(objects.filesToReplace(bucket, o)));
            leftOver.addAll(upload.files());
            leftOver.removeAll(object.files());
            objects.write(bucket, object);
            index.uploads(bucket).put(id, upload.over().encode());
            return object;
        });
        contents.remove(leftOver);
        return made;
    }

    private static List<Part> parts(Upload upload, List<Chosen> chosen) {
        TreeMap<Integer, Part> parts = new TreeMap<>();
        for (Chosen part : chosen) {
            Part found = Optional.ofNullable(upload.parts().get(part.number()))
                    .filter(p -> p.md5().equals(part.etag()))
                    .orElseThrow(R2Failure::invalidPart);
            if (parts.put(part.number(), found) != null) {
                throw R2Failure.invalidPart();
            }
        }
        if (parts.isEmpty()) {
            throw R2Failure.badUpload();
        }
        return List.copyOf(parts.values());
    }

    /** All but the last must be of one size, 5 MiB at least, and the last must not be larger. */
    private static void checkSizes(List<Part> parts) {
        List<Part> first = parts.subList(0, parts.size() - 1);
        if (first.stream().anyMatch(p -> p.size() < R2Limits.SMALLEST_PART)) {
            throw R2Limits.tooSmall();
        }
        Set<Long> sizes = new HashSet<>();
        first.forEach(p -> sizes.add(p.size()));
        boolean lastIsLarger =
                first.stream().anyMatch(p -> parts.get(parts.size() - 1).size() > p.size());
        if (sizes.size() > 1 || lastIsLarger) {
            throw R2Failure.badUpload();
        }
    }

    /** Forgets an upload with its parts. Nothing happens when it is over. */
    public void abort(Bucket.Id bucket, String key, String id) {
        Collection<String> files = index.locked(() -> {
            Upload upload = find(bucket, key, id);
            index.uploads(bucket).put(id, upload.over().encode());
            return upload.files();
        });
        contents.remove(files);
    }

    private Upload open(Bucket.Id bucket, String key, String id) {
        Upload upload = find(bucket, key, id);
        if (!upload.open()) {
            throw R2Failure.noSuchUpload();
        }
        return upload;
    }

    private Upload find(Bucket.Id bucket, String key, String id) {
        objects.requireBucket(bucket);
        return Optional.ofNullable(index.uploads(bucket).get(id))
                .map(Upload::decode)
                .filter(u -> u.key().equals(key))
                .orElseThrow(R2Failure::noSuchUpload);
    }
}
