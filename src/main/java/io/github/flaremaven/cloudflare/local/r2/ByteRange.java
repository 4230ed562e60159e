package io.github.flaremaven.cloudflare.local.r2;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A run of bytes in an object. */
public record ByteRange(long offset, long length) {
    private static final Pattern HEADER = Pattern.compile("(?i)\\s*bytes\\s*=\\s*(\\d{0,18})\\s*-\\s*(\\d{0,18})\\s*");

    /** All of it. */
    public static ByteRange whole(long size) {
        return new ByteRange(0, size);
    }

    /**
     * The part that a reader asks for, of an object of a size.
     *
     * @throws R2Failure 10039 when nothing is there
     */
    public interface Wish {
        ByteRange in(long size);
    }

    /** The wish for the whole content. */
    public static Wish all() {
        return ByteRange::whole;
    }

    /** A wish as the runtime writes it: {@code offset} and {@code length}, or {@code suffix}. Numbers may be texts. */
    public static Wish of(JsonNode range) {
        Optional<Long> suffix = number(range, "suffix");
        if (suffix.isPresent()) {
            return size -> suffix(suffix.get(), size);
        }
        long offset = number(range, "offset").orElse(0L);
        Optional<Long> length = number(range, "length");
        return size -> from(offset, length.orElse(size - offset), size);
    }

    private static Optional<Long> number(JsonNode range, String field) {
        if (!range.hasNonNull(field)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Long.parseLong(range.get(field).asText()));
        } catch (NumberFormatException e) {
            throw R2Failure.invalidRange();
        }
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

    private static ByteRange suffix(long suffix, long size) {
        long length = Math.min(suffix, size);
        return from(size - length, length, size);
    }

    private static ByteRange from(long offset, long length, long size) {
        if (offset < 0 || offset >= size || length <= 0) {
            throw R2Failure.invalidRange();
        }
        return new ByteRange(offset, Math.min(length, size - offset));
    }
}
