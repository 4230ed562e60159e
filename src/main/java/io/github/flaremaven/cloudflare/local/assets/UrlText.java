package io.github.flaremaven.cloudflare.local.assets;

import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The parts of the WHATWG URL Standard and of JavaScript's URI functions that Cloudflare's routing shows. */
final class UrlText {
    /** Encoded in a path besides controls and what is not ASCII; likewise below for query and fragment. */
    private static final String IN_PATH = " \"#<>?`{}";

    private static final String IN_QUERY = " \"#<>";
    private static final String IN_FRAGMENT = " \"<>`";

    /** Not encoded by {@code encodeURIComponent}, besides letters and digits. */
    private static final String UNRESERVED = "-_.!~*'()";

    private static final Pattern BAD_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");
    private static final Pattern SLASHES = Pattern.compile("//+");

    private UrlText() {}

    /** The path of an {@code http} address: backslashes are slashes, dot segments are resolved. */
    static String path(String raw) {
        return opaquePath(raw.replace('\\', '/'));
    }

    /** The path of an address of a scheme the standard has no rules for: dot segments are resolved. */
    static String opaquePath(String raw) {
        List<String> segments = new ArrayList<>();
        String[] parts = raw.split("/", -1);
        for (int i = 1; i < parts.length; i++) {
            boolean last = i == parts.length - 1;
            switch (parts[i].toLowerCase(Locale.ROOT).replace("%2e", ".")) {
                case "." -> {
                    if (last) {
                        segments.add("");
                    }
                }
                case ".." -> {
                    if (!segments.isEmpty()) {
                        segments.remove(segments.size() - 1);
                    }
                    if (last) {
                        segments.add("");
                    }
                }
                default -> segments.add(encode(parts[i], IN_PATH));
            }
        }
        return "/" + String.join("/", segments);
    }

    /** A query of an {@code http} address with its question mark; empty when there is none or it is empty. */
    static String search(String rawQuery) {
        return rawQuery.isEmpty() ? "" : "?" + encode(rawQuery, IN_QUERY + "'");
    }

    /** As {@link #search}, in an address of a scheme the standard has no rules for. */
    static String opaqueSearch(String rawQuery) {
        return rawQuery.isEmpty() ? "" : "?" + encode(rawQuery, IN_QUERY);
    }

    /** A fragment with its hash sign; empty when there is none or it is empty. */
    static String fragment(String raw) {
        return raw.isEmpty() ? "" : "#" + encode(raw, IN_FRAGMENT);
    }

    /** Decodes each segment, leaves those alone that are no valid escapes of UTF-8, and joins repeated slashes. */
    static String decodePath(String path) {
        String decoded =
                Stream.of(path.split("/", -1)).map(UrlText::decodeSegment).collect(Collectors.joining("/"));
        return SLASHES.matcher(decoded).replaceAll("/");
    }

    private static String decodeSegment(String segment) {
        if (segment.indexOf('%') < 0 || BAD_ESCAPE.matcher(segment).find()) {
            return segment;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes(segment)))
                    .toString();
        } catch (CharacterCodingException e) {
            return segment;
        }
    }

    /** The bytes that an ASCII text with valid escapes stands for. */
    private static byte[] bytes(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.ISO_8859_1)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Each segment as {@code encodeURIComponent} writes it. */
    static String encodePath(String path) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            boolean plain = c == '/' || isAsciiLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0;
            append(encoded, c, !plain);
        }
        return encoded.toString();
    }

    private static String encode(String text, String special) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            append(encoded, c, c < ' ' || c > '~' || special.indexOf(c) >= 0);
        }
        return encoded.toString();
    }

    private static void append(StringBuilder text, char c, boolean escaped) {
        if (escaped) {
            text.append('%').append(HexFormat.of().withUpperCase().toHexDigits((byte) c));
        } else {
            text.append(c);
        }
    }

    private static boolean isAsciiLetterOrDigit(char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }
}
