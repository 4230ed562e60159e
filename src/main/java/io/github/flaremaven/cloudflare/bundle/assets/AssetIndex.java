package io.github.flaremaven.cloudflare.bundle.assets;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;

/**
 * The hashes of an earlier scan, so that only files that changed are read again. It saves time and holds nothing else: a
 * missing, damaged or foreign index is an empty one.
 *
 * <p>A file changed shortly before the scan is not recorded. Within one tick of the file system's clock it could change
 * again and look the same.
 */
final class AssetIndex {
    /** How long before a scan a file must have been left alone to be recorded. */
    private static final Duration QUIET = Duration.ofSeconds(2);

    /** {@code cfasset} and the version of the layout. */
    private static final long MAGIC = 0x6366_6173_7365_7401L;

    /** In bytes, several times what the most files allowed need. */
    private static final long LARGEST = 64L << 20;

    private final Map<String, Entry> entries;

    AssetIndex(Map<String, Entry> entries) {
        this.entries = Map.copyOf(entries);
    }

    /**
     * @param stamp of the file when it was read
     * @param hash 32 hex digits
     */
    record Entry(FileStamp stamp, String hash) {}

    /** The hash of the file at {@code path}, when it still is as it was. */
    Optional<String> hash(String path, FileStamp stamp) {
        return Optional.ofNullable(entries.get(path))
                .filter(entry -> entry.stamp().equals(stamp))
                .map(Entry::hash);
    }

    /** The index of what was read, without what changed too late before {@code scan}, the time the scan began. */
    static AssetIndex of(List<AssetReader.Content> contents, Instant scan) {
        Instant latest = scan.minus(QUIET);
        long limit = TimeUnit.SECONDS.toNanos(latest.getEpochSecond()) + latest.getNano();
        Map<String, Entry> entries = new HashMap<>();
        for (AssetReader.Content content : contents) {
            content.stamp()
                    .filter(stamp -> stamp.latest() <= limit)
                    .ifPresent(stamp -> entries.put(content.found().path(), new Entry(stamp, content.hash())));
        }
        return new AssetIndex(entries);
    }

    /** The index at {@code file}, if it was written for {@code directory}; otherwise an empty one. */
    static AssetIndex read(Path file, Path directory) {
        try {
            if (Files.isRegularFile(file) && Files.size(file) <= LARGEST) {
                return decode(Files.readAllBytes(file), directory);
            }
        } catch (IOException | IllegalArgumentException e) {
            // An index that cannot be read costs the time to hash again, nothing more.
        }
        return new AssetIndex(Map.of());
    }

    /** Keeps this index at {@code file} for the next scan, unless it is no news to what is there. */
    void replace(AssetIndex previous, Path file, Path directory) {
        if (entries.equals(previous.entries)) {
            return;
        }
        try {
            write(file.toAbsolutePath(), directory);
        } catch (IOException e) {
            // Likewise: the next scan takes longer.
        }
    }

    /** In one step, so that whoever reads meanwhile sees the old or the new one. */
    private void write(Path file, Path directory) throws IOException {
        Path folder = Objects.requireNonNull(file.getParent(), "the parent of a file");
        Files.createDirectories(folder);
        Path draft = Files.createTempFile(folder, String.valueOf(file.getFileName()), ".tmp");
        try {
            Files.write(draft, encode(directory));
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private byte[] encode(Path directory) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(MAGIC);
            out.writeUTF(directory.toString());
            out.writeInt(entries.size());
            for (Map.Entry<String, Entry> entry : entries.entrySet()) {
                FileStamp stamp = entry.getValue().stamp();
                out.writeUTF(entry.getKey());
                out.writeLong(stamp.size());
                out.writeLong(stamp.modified());
                out.writeLong(stamp.changed());
                out.writeLong(stamp.number());
                out.write(HexFormat.of().parseHex(entry.getValue().hash()));
            }
            out.writeLong(checksum(bytes.toByteArray(), bytes.size()));
        }
        return bytes.toByteArray();
    }

    private static AssetIndex decode(byte[] bytes, Path directory) throws IOException {
        Map<String, Entry> entries = new HashMap<>();
        int end = bytes.length - Long.BYTES;
        if (end > 0 && ByteBuffer.wrap(bytes).getLong(end) == checksum(bytes, end)) {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, 0, end));
            if (in.readLong() == MAGIC && in.readUTF().equals(directory.toString())) {
                for (int left = in.readInt(); left > 0; left--) {
                    String path = in.readUTF();
                    FileStamp stamp = new FileStamp(in.readLong(), in.readLong(), in.readLong(), in.readLong());
                    entries.put(path, new Entry(stamp, HexFormat.of().formatHex(in.readNBytes(16))));
                }
            }
        }
        return new AssetIndex(entries);
    }

    private static long checksum(byte[] bytes, int length) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes, 0, length);
        return checksum.getValue();
    }
}
