package io.github.flaremaven.cloudflare.local.net;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A run of bytes in a content. */
public record ByteRange(long offset, long length) {
    private static final Pattern HEADER = Pattern.compile("(?i)\\s*bytes\\s*=\\s*(\\d{0,18})\\s*-\\s*(\\d{0,18})\\s*");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    /** All of it. */
    public static ByteRange whole(long size) {
        return new ByteRange(0, size);
    }

    /** The part that a reader asks for, of a content of a size; absent when nothing of it is there. */
    public interface Wish {
        Optional<ByteRange> in(long size);
    }

    /** The wish for the whole content, which is granted even when that is empty. */
    public static Wish all() {
        return size -> Optional.of(whole(size));
    }

    /** A wish as the runtime writes it: {@code offset} and {@code length}, or {@code suffix}. Numbers may be texts. */
    public static Wish of(JsonNode range) {
        for (String field : new String[] {"offset", "length", "suffix"}) {
            if (range.hasNonNull(field)
                    && !NUMBER.matcher(range.get(field).asText()).matches()) {
                return size -> Optional.empty();
            }
        }
        if (range.hasNonNull("suffix")) {
            long suffix = number(range, "suffix", 0);
            return size -> suffix(suffix, size);
        }
        long offset = number(range, "offset", 0);
        return size -> from(offset, number(range, "length", size - offset), size);
    }

    private static long number(JsonNode range, String field, long otherwise) {
        return range.hasNonNull(field) ? Long.parseLong(range.get(field).asText()) : otherwise;
    }

    /** A wish as the header {@code Range} has it. What is no single range is a wish for all. */
    public static Wish header(String value) {
        Matcher matcher = HEADER.matcher(value);
        if (!matcher.matches()) {
            return all();
        }
        String first = matcher.group(1);
        String last = matcher.group(2);
        if (first.isEmpty()) {
            return last.isEmpty() ? all() : size -> suffix(Long.parseLong(last), size);
        }
        long start = Long.parseLong(first);
        if (last.isEmpty()) {
            return size -> from(start, size - start, size);
        }
        long end = Long.parseLong(last);
        return end < start ? all() : size -> from(start, end - start + 1, size);
    }

    private static Optional<ByteRange> suffix(long suffix, long size) {
        long length = Math.min(suffix, size);
        return from(size - length, length, size);
    }

    private static Optional<ByteRange> from(long offset, long length, long size) {
        return offset < 0 || offset >= size || length <= 0
                ? Optional.empty()
                : Optional.of(new ByteRange(offset, Math.min(length, size - offset)));
    }
}
