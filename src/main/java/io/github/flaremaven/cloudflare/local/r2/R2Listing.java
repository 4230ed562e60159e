package io.github.flaremaven.cloudflare.local.r2;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.h2.mvstore.MVMap;

/** Lists of objects, in the order of the UTF-8 of their keys. */
public final class R2Listing {
    /** Greater than any byte of UTF-8. */
    private static final byte BEYOND = (byte) 0xff;

    private R2Listing() {}

    /**
     * What to list.
     *
     * @param delimiter keys that have it behind the prefix are listed once, up to it; empty for none
     * @param after only keys behind this one; empty for all
     * @param cursor where an earlier page ended
     */
    public record Query(String prefix, String delimiter, String after, Optional<String> cursor, long limit) {}

    /** Part of a list; {@code cursor} leads to the next part and is absent at the end. */
    public record Page(List<R2Object> objects, List<String> prefixes, Optional<String> cursor) {}

    static Page list(MVMap<byte[], String> map, Query query) {
        List<R2Object> objects = new ArrayList<>();
        List<String> prefixes = new ArrayList<>();
        byte[] key = map.ceilingKey(start(query));
        while (key != null) {
            String name = new String(key, StandardCharsets.UTF_8);
            if (!name.startsWith(query.prefix())) {
                break;
            }
            if (objects.size() + prefixes.size() == query.limit()) {
                return new Page(objects, prefixes, Optional.of(cursor(key)));
            }
            int end = query.delimiter().isEmpty()
                    ? -1
                    : name.indexOf(query.delimiter(), query.prefix().length());
            if (end < 0) {
                objects.add(R2Object.decode(String.valueOf(map.get(key))));
                key = map.higherKey(key);
            } else {
                String group = name.substring(0, end + query.delimiter().length());
                prefixes.add(group);
                key = map.higherKey(beyond(group));
            }
        }
        return new Page(objects, prefixes, Optional.empty());
    }

    private static byte[] start(Query query) {
        byte[] start = bytes(query.prefix());
        if (!query.after().isEmpty()) {
            byte[] after = bytes(query.after() + "\0");
            start = Arrays.compareUnsigned(after, start) > 0 ? after : start;
        }
        if (query.cursor().isPresent()) {
            byte[] next = position(query.cursor().get());
            start = Arrays.compareUnsigned(next, start) > 0 ? next : start;
        }
        return start;
    }

    /** Behind all keys with a prefix. */
    private static byte[] beyond(String prefix) {
        byte[] bytes = bytes(prefix);
        byte[] beyond = Arrays.copyOf(bytes, bytes.length + 1);
        beyond[bytes.length] = BEYOND;
        return beyond;
    }

    private static String cursor(byte[] key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key);
    }

    private static byte[] position(String cursor) {
        try {
            return Base64.getUrlDecoder().decode(cursor);
        } catch (IllegalArgumentException e) {
            throw R2Failure.invalidArgument("The cursor is not valid.");
        }
    }

    private static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }
}
