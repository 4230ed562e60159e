package io.github.flaremaven.cloudflare.local.api;

import io.github.flaremaven.cloudflare.base.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads bodies of the type {@code multipart/form-data} (RFC 7578). The web server's own reader forgets the parameters of a
 * part's content type, and static files are served under the type that they were uploaded with.
 */
final class MultipartForm {
    private static final Pattern BOUNDARY = Pattern.compile("(?i);\\s*boundary=(?:\"([^\"]+)\"|([^;\\s]+))");
    private static final Pattern NAME = parameter("name");
    private static final Pattern FILE_NAME = parameter("filename");
    private static final Pattern TYPE = Pattern.compile("(?im)^content-type:(.*)$");
    private static final String LINE = "\r\n";

    private final byte[] body;
    /** The body with a character for each byte. */
    private final String text;

    private MultipartForm(byte[] body) {
        this.body = body;
        this.text = new String(body, StandardCharsets.ISO_8859_1);
    }

    private static Pattern parameter(String name) {
        return Pattern.compile(
                "(?im)^content-disposition:.*;\\s*" + name + "=(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^;\\s]+))");
    }

    /**
     * The parts in their order.
     *
     * @param contentType of the request, with the boundary
     * @throws ApiError when it is no such form
     */
    static List<ApiCall.Part> read(String contentType, Bytes body) {
        Matcher boundary = BOUNDARY.matcher(contentType);
        if (!boundary.find()) {
            throw broken("its content type names no boundary");
        }
        String delimiter = "--" + Optional.ofNullable(boundary.group(1)).orElseGet(() -> boundary.group(2));
        return new MultipartForm(body.toByteArray()).parts(delimiter);
    }

    private List<ApiCall.Part> parts(String delimiter) {
        List<ApiCall.Part> parts = new ArrayList<>();
        int at = text.startsWith(delimiter) ? 0 : after(LINE + delimiter, 0, "it has no part") - delimiter.length();
        while (!text.startsWith("--", at + delimiter.length())) {
            int head = after(LINE, at + delimiter.length(), "a part has no head");
            int content = after(LINE + LINE, head, "a part has no content");
            int end = after(LINE + delimiter, content, "its last part has no end") - delimiter.length();
            parts.add(part(head, content, end - LINE.length()));
            at = end;
        }
        return parts;
    }

    /** Where the mark ends that comes next. */
    private int after(String mark, int from, String complaint) {
        int found = text.indexOf(mark, from);
        if (found < 0) {
            throw broken(complaint);
        }
        return found + mark.length();
    }

    private ApiCall.Part part(int head, int content, int end) {
        String headers = new String(body, head, content - head, StandardCharsets.UTF_8);
        String name = value(NAME, headers).orElseThrow(() -> broken("a part has no name"));
        Matcher type = TYPE.matcher(headers);
        return new ApiCall.Part(
                name,
                value(FILE_NAME, headers),
                type.find() ? Optional.of(type.group(1).strip()) : Optional.empty(),
                Bytes.of(Arrays.copyOfRange(body, content, end)));
    }

    private static Optional<String> value(Pattern pattern, String headers) {
        Matcher matcher = pattern.matcher(headers);
        return matcher.find()
                ? Optional.of(plain(Optional.ofNullable(matcher.group(1)).orElseGet(() -> matcher.group(2))))
                : Optional.empty();
    }

    /** Browsers write a quote in a name as {@code %22}, others as {@code \"}. */
    private static String plain(String quoted) {
        return quoted.replaceAll("\\\\(.)", "$1")
                .replace("%22", "\"")
                .replace("%0D", "\r")
                .replace("%0A", "\n");
    }

    private static ApiError broken(String complaint) {
        return ApiError.invalid("The multipart form cannot be read: " + complaint + ".");
    }
}
