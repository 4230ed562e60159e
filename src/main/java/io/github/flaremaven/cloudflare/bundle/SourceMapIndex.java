package io.github.flaremaven.cloudflare.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds where code of a bundle comes from, by a source map of version 3. */
public final class SourceMapIndex {
    private static final String DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    /** A digit has five bits of a number; the sixth says that more follow. */
    private static final int DIGIT_BITS = 5;

    private static final int MORE = 1 << DIGIT_BITS;

    private final String module;
    private final Pattern place;
    private final List<String> sources = new ArrayList<>();
    /** For each line of the bundle: generated column, source, line, column, in ascending order, all counted from 0. */
    private final List<List<int[]>> lines = new ArrayList<>();

    /**
     * Reads a map.
     *
     * @param module the name of the bundle in stack traces
     * @param json the map; its sources are shown as they stand in it
     * @throws IllegalArgumentException when it is no source map
     */
    public SourceMapIndex(String module, String json) {
        this.module = module;
        this.place = Pattern.compile("(?<![\\w./-])(?:\\./)?" + Pattern.quote(module) + ":(\\d+):(\\d+)");
        JsonNode map = Json.parse(json);
        map.path("sources").forEach(s -> sources.add(s.asText()));
        decode(map.path("mappings").asText());
    }

    /**
     * Reads a map as esbuild makes it.
     *
     * @param folder the folder that its sources count from
     * @param root the folder that sources are shown relative to
     */
    public static SourceMapIndex of(String module, Bytes map, Path folder, Path root) {
        return new SourceMapIndex(
                module, SourceMaps.ofBundle(module, map, folder, root).content().text());
    }

    /** The text with every place in the bundle replaced by the place in the source that it comes from. */
    public String remap(String text) {
        return text.contains(module)
                ? place.matcher(text)
                        .replaceAll(m -> Matcher.quoteReplacement(
                                find(Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)))
                                        .orElse(m.group())))
                : text;
    }

    /** {@code file:line:column} of a place in the bundle; lines and columns count from 1. */
    private Optional<String> find(int line, int column) {
        if (line < 1 || line > lines.size()) {
            return Optional.empty();
        }
        Optional<int[]> best = Optional.empty();
        for (int[] segment : lines.get(line - 1)) {
            if (segment[0] > column - 1) {
                break;
            }
            best = Optional.of(segment);
        }
        return best.filter(s -> s[1] >= 0 && s[1] < sources.size())
                .map(s -> sources.get(s[1]) + ":" + (s[2] + 1) + ":" + (s[3] + 1));
    }

    private void decode(String mappings) {
        int[] sums = new int[4];
        List<int[]> line = new ArrayList<>();
        lines.add(line);
        int at = 0;
        while (at < mappings.length()) {
            char c = mappings.charAt(at);
            if (c == ';') {
                line = new ArrayList<>();
                lines.add(line);
                sums[0] = 0;
                at++;
            } else if (c == ',') {
                at++;
            } else {
                at = segment(mappings, at, sums, line);
            }
        }
    }

    /** Adds one segment: numbers that are differences to those of the one before. */
    private static int segment(String mappings, int start, int[] sums, List<int[]> line) {
        int at = start;
        int field = 0;
        while (at < mappings.length() && ",;".indexOf(mappings.charAt(at)) < 0) {
            int value = 0;
            int shift = 0;
            int digit = MORE;
            while ((digit & MORE) != 0 && at < mappings.length()) {
                digit = DIGITS.indexOf(mappings.charAt(at++));
                if (digit < 0) {
                    throw new IllegalArgumentException("no source map: " + mappings.charAt(at - 1));
                }
                value |= (digit & (MORE - 1)) << shift;
                shift += DIGIT_BITS;
            }
            if (field < sums.length) {
                sums[field] += (value & 1) == 0 ? value >> 1 : -(value >> 1);
            }
            field++;
        }
        line.add(field >= sums.length ? sums.clone() : new int[] {sums[0], -1, 0, 0});
        return at;
    }
}
