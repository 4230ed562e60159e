package io.github.flaremaven.cloudflare.conformance;

import io.github.flaremaven.cloudflare.base.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A part of a multipart body. */
record FormPart(String name, Optional<String> fileName, Optional<String> contentType, Bytes content) {
    private static final Pattern BOUNDARY = Pattern.compile("boundary=\"?([^\";]+)\"?");
    private static final Pattern NAME = Pattern.compile("; name=\"([^\"]*)\"");
    private static final Pattern FILE_NAME = Pattern.compile("; filename=\"([^\"]*)\"");
    private static final Pattern TYPE = Pattern.compile("(?im)^Content-Type: *(.+?)\r?$");
    private static final byte[] END_OF_HEADERS = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /**
     * Takes a body apart.
     *
     * @throws IllegalArgumentException when it is none
     */
    static List<FormPart> read(byte[] body, String contentType) {
        Matcher boundary = BOUNDARY.matcher(contentType);
        if (!boundary.find()) {
            throw new IllegalArgumentException("no boundary in " + contentType);
        }
        byte[] line = ("--" + boundary.group(1)).getBytes(StandardCharsets.UTF_8);
        List<FormPart> parts = new ArrayList<>();
        int at = find(body, line, 0);
        while (at >= 0) {
            int start = at + line.length + 2;
            int next = find(body, line, start);
            if (next < 0) {
                break;
            }
            parts.add(part(Arrays.copyOfRange(body, start, next - 2)));
            at = next;
        }
        return parts;
    }

    private static FormPart part(byte[] bytes) {
        int end = find(bytes, END_OF_HEADERS, 0);
        String headers = new String(bytes, 0, end, StandardCharsets.UTF_8);
        return new FormPart(
                group(NAME, headers).orElse(""),
                group(FILE_NAME, headers),
                group(TYPE, headers),
                Bytes.of(Arrays.copyOfRange(bytes, end + END_OF_HEADERS.length, bytes.length)));
    }

    private static Optional<String> group(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static int find(byte[] bytes, byte[] what, int from) {
        for (int i = from; i <= bytes.length - what.length; i++) {
            if (Arrays.equals(bytes, i, i + what.length, what, 0, what.length)) {
                return i;
            }
        }
        return -1;
    }
}
