package io.github.flaremaven.cloudflare.cloudflare.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.flaremaven.cloudflare.base.ApiFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.Secret;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Makes calls and opens their envelopes. Everything that writes passes one gate. */
public final class ApiClient {
    private final Transport transport;
    private final WriteGate gate;
    private final Masks masks = new Masks();

    public ApiClient(Transport transport, WriteGate gate, Credentials credentials) {
        this.transport = transport;
        this.gate = gate;
        masks.add(credentials.secret());
    }

    /** Keeps a secret that is about to be sent out of every message that comes back. */
    public void mask(Secret secret) {
        masks.add(secret);
    }

    /**
     * The {@code result} of a read.
     *
     * @throws ApiFailure when the API says no
     */
    public JsonNode get(Call call) {
        return envelope(call).result();
    }

    /** The {@code result} of a read, absent when the API says no with one of these codes. */
    public Optional<JsonNode> find(Call call, int... notFoundCodes) {
        try {
            return Optional.of(get(call));
        } catch (ApiFailure failure) {
            if (failure.hasCode(notFoundCodes)) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    /** All elements of a list that comes in numbered pages. */
    public List<JsonNode> pages(Call call) {
        List<JsonNode> all = new ArrayList<>();
        for (int page = 1; ; page++) {
            Envelope envelope = envelope(call.query("page", Integer.toString(page)));
            envelope.result().forEach(all::add);
            JsonNode info = envelope.info();
            boolean more = info.has("page")
                    && page * info.path("per_page").asLong()
                            < info.path("total_count").asLong();
            if (!more || envelope.result().isEmpty()) {
                return all;
            }
        }
    }

    /** All elements of a list that is continued with a cursor. */
    public List<JsonNode> cursor(Call call) {
        List<JsonNode> all = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String cursor = ""; seen.add(cursor); ) {
            Envelope envelope = envelope(cursor.isEmpty() ? call : call.query("cursor", cursor));
            envelope.result().forEach(all::add);
            cursor = Json.text(envelope.info(), "cursor").orElse("");
        }
        return all;
    }

    /**
     * The {@code result} of a call that changes something.
     *
     * @param whenDry stands in for the result when the gate is closed
     * @throws ApiFailure when the API says no
     */
    public JsonNode write(Call call, Supplier<JsonNode> whenDry) {
        return gate.lets(call) ? envelope(call).result() : whenDry.get();
    }

    /** For writes whose result does not matter. */
    public void write(Call call) {
        write(call, MissingNode::getInstance);
    }

    private Envelope envelope(Call call) {
        return Envelope.open(call, transport.send(call), masks);
    }

    /** The API's own wrapping of every answer. */
    private record Envelope(JsonNode result, JsonNode info) {

        static Envelope open(Call call, Answer answer, Masks masks) {
            if (answer.body().isBlank() && (answer.status() == 204 || answer.status() == 205)) {
                return new Envelope(MissingNode.getInstance(), MissingNode.getInstance());
            }
            Optional<JsonNode> body = parse(answer.body());
            if (body.isEmpty()) {
                throw ApiFailures.malformed(call, answer, masks);
            }
            if (isGoneAlready(call, answer)) {
                return new Envelope(MissingNode.getInstance(), MissingNode.getInstance());
            }
            if (!body.get().path("success").asBoolean()) {
                throw ApiFailures.refused(call, answer, body.get(), masks);
            }
            return new Envelope(body.get().path("result"), body.get().path("result_info"));
        }

        /** The attempt before this one deleted it, and its answer was lost. */
        private static boolean isGoneAlready(Call call, Answer answer) {
            return call.method().equals("DELETE") && answer.repeated() && answer.status() == 404;
        }

        private static Optional<JsonNode> parse(String body) {
            try {
                return Optional.of(Json.parse(body)).filter(JsonNode::isObject);
            } catch (java.io.UncheckedIOException e) {
                return Optional.empty();
            }
        }
    }
}
