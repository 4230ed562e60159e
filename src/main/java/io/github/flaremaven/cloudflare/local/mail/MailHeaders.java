package io.github.flaremaven.cloudflare.local.mail;

import io.github.flaremaven.cloudflare.base.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The headers of a mail. */
public final class MailHeaders {
    private static final Pattern IN_BRACKETS = Pattern.compile("<([^<>]*)>\\s*$");

    private final List<Header> headers;

    /** {@code name} as it is written. */
    public record Header(String name, String value) {}

    private MailHeaders(List<Header> headers) {
        this.headers = List.copyOf(headers);
    }

    /** Reads what stands before the first empty line; continued lines are joined, lines that are no headers left out. */
    public static MailHeaders read(Bytes mail) {
        List<Header> headers = new ArrayList<>();
        for (String line : mail.text().split("\\r?\\n", -1)) {
            if (line.isEmpty()) {
                break;
            }
            int colon = line.indexOf(':');
            if (Character.isWhitespace(line.charAt(0)) && !headers.isEmpty()) {
                Header last = headers.remove(headers.size() - 1);
                headers.add(new Header(last.name(), last.value() + " " + line.strip()));
            } else if (colon > 0) {
                headers.add(new Header(
                        line.substring(0, colon).strip(),
                        line.substring(colon + 1).strip()));
            }
        }
        return new MailHeaders(headers);
    }

    public List<Header> all() {
        return headers;
    }

    public Optional<String> value(String name) {
        return headers.stream()
                .filter(h -> h.name().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT)))
                .map(Header::value)
                .findFirst();
    }

    /** The address alone: {@code Name <a@b>} is {@code a@b}. */
    public static String address(String text) {
        Matcher brackets = IN_BRACKETS.matcher(text);
        return (brackets.find() ? brackets.group(1) : text).strip();
    }
}
