package io.github.flaremaven.cloudflare.local.records;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keeps the newest records of each name: a file of lines each, to which records are added. */
public final class RecordLog {
    private final Path folder;
    private final int most;
    /** How many lines a file has. */
    private final Map<String, Integer> lines = new HashMap<>();

    /**
     * In a folder that exists.
     *
     * @param most how many records of a name are kept
     */
    public RecordLog(Path folder, int most) {
        this.folder = folder;
        this.most = most;
    }

    /** Adds records in their order. */
    public synchronized void add(String name, List<JsonNode> records) {
        Path file = file(name);
        try {
            StringBuilder text = new StringBuilder();
            Integer known = lines.get(name);
            int before = known == null ? read(file).size() : known;
            if (known == null && isBrokenOff(file)) {
                text.append('\n');
            }
            records.forEach(r -> text.append(Json.compact(r)).append('\n'));
            Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            lines.put(name, before + records.size());
            if (before + records.size() > 2 * most) {
                shorten(name, file);
            }
        } catch (IOException e) {
            throw new ToolFailure("the records in " + file + " cannot be written: " + e, e);
        }
    }

    private void shorten(String name, Path file) throws IOException {
        List<String> kept = newest(read(file));
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        Files.write(partial, kept);
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        lines.put(name, kept.size());
    }

    /** The newest records of a name, oldest first. */
    public synchronized List<JsonNode> newest(String name) {
        Path file = file(name);
        try {
            List<JsonNode> records = new ArrayList<>();
            for (String line : newest(read(file))) {
                parse(line).ifPresent(records::add);
            }
            return List.copyOf(records);
        } catch (IOException e) {
            throw new ToolFailure("the records in " + file + " cannot be read: " + e, e);
        }
    }

    private static boolean isBrokenOff(Path file) throws IOException {
        return Files.exists(file)
                && Files.size(file) > 0
                && !Files.readString(file).endsWith("\n");
    }

    /** A process that was killed may have left part of a line. */
    private static Optional<JsonNode> parse(String line) {
        try {
            return Optional.of(Json.parse(line));
        } catch (UncheckedIOException e) {
            return Optional.empty();
        }
    }

    private List<String> newest(List<String> all) {
        return all.subList(Math.max(0, all.size() - most), all.size());
    }

    private static List<String> read(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    /** Names may have any character; those of files may not. */
    private Path file(String name) {
        return folder.resolve(URLEncoder.encode(name, StandardCharsets.UTF_8).replace("*", "%2A") + ".jsonl");
    }
}
