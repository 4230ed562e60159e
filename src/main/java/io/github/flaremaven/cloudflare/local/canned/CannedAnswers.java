package io.github.flaremaven.cloudflare.local.canned;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.canned.CannedAnswer.Content;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The answers of one binding, from a file: a JSON list of entries, of which the first that matches a call answers it.
 *
 * <p>An entry has {@code match}, an object of {@code method}, {@code model} and {@code input}, each of which may be left out,
 * and one of {@code answer} (JSON), {@code text}, {@code base64} (with {@code contentType}), {@code events} (a list, sent as
 * server-sent events) and {@code error} (the message of an exception). {@code status} is the status of an answer to
 * {@code fetch}.
 */
public final class CannedAnswers {
    private static final Set<String> FIELDS =
            Set.of("match", "answer", "text", "base64", "contentType", "events", "error", "status");
    private static final Set<String> CONTENTS = Set.of("answer", "text", "base64", "events", "error");
    private static final Set<String> MATCH = Set.of("method", "model", "input");

    private final Path file;
    private final List<CannedAnswer> answers;

    private CannedAnswers(Path file, List<CannedAnswer> answers) {
        this.file = file;
        this.answers = answers;
    }

    /** What a call gets: a body, or the message of the exception that it fails with. */
    public record Answer(int status, String contentType, Bytes body, Optional<String> failure) {}

    /**
     * Reads a file.
     *
     * @return absent when there is none
     * @throws InputFailure when it is not as it must be, with the place in it
     */
    public static Optional<CannedAnswers> read(Path file) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        JsonNode list;
        try {
            list = Json.parse(Files.readString(file));
        } catch (IOException | UncheckedIOException e) {
            throw new InputFailure("the answers in " + file + " cannot be read: " + e.getMessage());
        }
        if (!list.isArray()) {
            throw new InputFailure("the answers in " + file + " must be a list");
        }
        List<CannedAnswer> answers = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            answers.add(new Entry(list.get(i), "the entry " + i + " in " + file).read());
        }
        return Optional.of(new CannedAnswers(file, answers));
    }

    /**
     * The answer to a call.
     *
     * @param model empty when the call names none
     * @throws InputFailure when none matches
     */
    public Answer answer(String method, String model, JsonNode input) {
        CannedAnswer found = answers.stream()
                .filter(a -> a.matches(method, model, input))
                .findFirst()
                .orElseThrow(() -> new InputFailure("no entry in " + file + " matches the call " + method
                        + (model.isEmpty() ? "" : " of " + model) + " with " + Json.compact(input)));
        if (found.content() instanceof CannedAnswer.Body body) {
            return new Answer(found.status(), body.contentType(), body.bytes(), Optional.empty());
        }
        String message = ((CannedAnswer.Failure) found.content()).message();
        return new Answer(found.status(), "text/plain", Bytes.of(message), Optional.of(message));
    }

    /** One entry, to be checked. */
    private record Entry(JsonNode entry, String place) {
        CannedAnswer read() {
            allow(entry, FIELDS, "");
            JsonNode match = entry.path("match");
            if (!match.isMissingNode()) {
                allow(match, MATCH, " under \"match\"");
            }
            long contents = CONTENTS.stream().filter(entry::has).count();
            if (contents != 1) {
                throw wrong("must have one of answer, text, base64, events and error");
            }
            if (entry.has("contentType") && !entry.has("base64") && !entry.has("text")) {
                throw wrong("has a \"contentType\", which only text and base64 can have");
            }
            JsonNode status = entry.path("status");
            if (!status.isMissingNode() && (!status.isInt() || status.intValue() < 200 || status.intValue() > 599)) {
                throw wrong("must have a \"status\" from 200 to 599");
            }
            return new CannedAnswer(
                    string(match, "method"),
                    string(match, "model"),
                    Optional.ofNullable(match.get("input")),
                    status.asInt(200),
                    content());
        }

        private void allow(JsonNode node, Set<String> fields, String where) {
            if (!node.isObject()) {
                throw wrong("must be an object" + where);
            }
            for (String field : (Iterable<String>) node::fieldNames) {
                if (!fields.contains(field)) {
                    throw wrong("has the unknown field \"" + field + "\"" + where);
                }
            }
        }

        private Optional<String> string(JsonNode node, String field) {
            JsonNode value = node.path(field);
            if (!value.isMissingNode() && !value.isTextual()) {
                throw wrong("must have a text as \"" + field + "\"");
            }
            return Optional.ofNullable(value.textValue());
        }

        private Content content() {
            if (entry.has("answer")) {
                return new CannedAnswer.Body("application/json", Bytes.of(Json.compact(entry.path("answer"))));
            }
            Optional<String> type = string(entry, "contentType");
            Optional<String> text = string(entry, "text");
            if (text.isPresent()) {
                return new CannedAnswer.Body(type.orElse("text/plain; charset=utf-8"), Bytes.of(text.get()));
            }
            Optional<String> base64 = string(entry, "base64");
            if (base64.isPresent()) {
                return new CannedAnswer.Body(type.orElse("application/octet-stream"), decoded(base64.get()));
            }
            Optional<String> error = string(entry, "error");
            if (error.isPresent()) {
                return new CannedAnswer.Failure(error.get());
            }
            if (!entry.path("events").isArray()) {
                throw wrong("must have a list as \"events\"");
            }
            StringBuilder events = new StringBuilder();
            entry.path("events")
                    .forEach(e -> events.append("data: ")
                            .append(e.isTextual() ? e.textValue() : Json.compact(e))
                            .append("\n\n"));
            return new CannedAnswer.Body("text/event-stream", Bytes.of(events.toString()));
        }

        private Bytes decoded(String base64) {
            try {
                return Bytes.of(Base64.getDecoder().decode(base64));
            } catch (IllegalArgumentException e) {
                throw wrong("has no base64 as \"base64\"");
            }
        }

        private InputFailure wrong(String what) {
            return new InputFailure(place + " " + what);
        }
    }
}
