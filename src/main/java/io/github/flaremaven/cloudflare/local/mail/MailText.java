package io.github.flaremaven.cloudflare.local.mail;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes the mail that a Worker describes by its fields, as {@code env.EMAIL.send({ from, to, subject, text … })} does. */
public final class MailText {
    private static final String LINE = "\r\n";
    private static final Base64.Encoder MIME = Base64.getMimeEncoder();

    private final JsonNode message;
    private final String messageId;
    private final StringBuilder text = new StringBuilder();
    private int boundaries;

    private MailText(JsonNode message, String messageId) {
        this.message = message;
        this.messageId = messageId;
    }

    /** The mail; attachments are in base64. */
    public static Bytes of(JsonNode message, String messageId, Instant now) {
        return new MailText(message, messageId).write(now);
    }

    /** Addresses in a field that has one, or a list of them. */
    public static List<String> addresses(JsonNode field) {
        return each(field).map(MailText::address).toList();
    }

    private static Stream<JsonNode> each(JsonNode field) {
        if (field.isMissingNode() || field.isNull()) {
            return Stream.of();
        }
        List<JsonNode> items = new ArrayList<>();
        if (field.isArray()) {
            field.forEach(items::add);
        } else {
            items.add(field);
        }
        return items.stream();
    }

    private static String address(JsonNode field) {
        return MailHeaders.address(field.isObject() ? field.path("email").asText() : field.asText());
    }

    private Bytes write(Instant now) {
        header("From", people("from"));
        header("To", people("to"));
        header("Cc", people("cc"));
        header("Reply-To", people("replyTo"));
        header("Subject", encoded(message.path("subject").asText()));
        header("Message-ID", messageId);
        header("Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atOffset(ZoneOffset.UTC)));
        header("MIME-Version", "1.0");
        message.path("headers")
                .properties()
                .forEach(e -> header(e.getKey(), encoded(e.getValue().asText())));
        List<JsonNode> attachments = Json.items(message, "attachments").toList();
        if (attachments.isEmpty()) {
            bodies();
        } else {
            String boundary = open("mixed");
            part(boundary);
            bodies();
            for (JsonNode attachment : attachments) {
                part(boundary);
                attachment(attachment);
            }
            close(boundary);
        }
        return Bytes.of(text.toString());
    }

    private void bodies() {
        Optional<String> plain = Json.text(message, "text");
        Optional<String> html = Json.text(message, "html");
        if (plain.isPresent() && html.isPresent()) {
            String boundary = open("alternative");
            part(boundary);
            content("text/plain; charset=utf-8", plain.get());
            part(boundary);
            content("text/html; charset=utf-8", html.get());
            close(boundary);
        } else {
            content(
                    html.isPresent() ? "text/html; charset=utf-8" : "text/plain; charset=utf-8",
                    html.or(() -> plain).orElse(""));
        }
    }

    private void attachment(JsonNode attachment) {
        header("Content-Type", Json.text(attachment, "type").orElse("application/octet-stream"));
        header(
                "Content-Disposition",
                Json.text(attachment, "disposition").orElse("attachment") + "; filename=\""
                        + attachment.path("filename").asText().replace("\"", "'") + "\"");
        Json.text(attachment, "contentId").ifPresent(id -> header("Content-ID", "<" + id + ">"));
        header("Content-Transfer-Encoding", "base64");
        text.append(LINE).append(attachment.path("content").asText()).append(LINE);
    }

    private void content(String type, String body) {
        header("Content-Type", type);
        header("Content-Transfer-Encoding", "base64");
        text.append(LINE)
                .append(MIME.encodeToString(body.getBytes(StandardCharsets.UTF_8)))
                .append(LINE);
    }

    private String open(String kind) {
        String boundary = "local-" + ++boundaries + "-" + Bytes.of(messageId).digest("MD5");
        header("Content-Type", "multipart/" + kind + "; boundary=\"" + boundary + "\"");
        text.append(LINE);
        return boundary;
    }

    private void part(String boundary) {
        text.append("--").append(boundary).append(LINE);
    }

    private void close(String boundary) {
        text.append("--").append(boundary).append("--").append(LINE);
    }

    private String people(String field) {
        return each(message.path(field))
                .map(p -> Json.text(p, "name")
                        .map(n -> encoded(n) + " <" + address(p) + ">")
                        .orElseGet(() -> p.isTextual() ? p.asText() : address(p)))
                .collect(Collectors.joining(", "));
    }

    private void header(String name, String value) {
        if (!value.isEmpty()) {
            text.append(name)
                    .append(": ")
                    .append(value.replaceAll("[\\r\\n]+", " "))
                    .append(LINE);
        }
    }

    private static String encoded(String value) {
        return value.chars().allMatch(c -> c >= ' ' && c < 0x7F)
                ? value
                : "=?utf-8?B?" + Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)) + "?=";
    }
}
