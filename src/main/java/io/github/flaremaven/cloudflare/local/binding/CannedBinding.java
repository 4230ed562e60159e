package io.github.flaremaven.cloudflare.local.binding;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.binding.BackingServer.Reply;
import io.github.flaremaven.cloudflare.local.binding.BackingServer.Request;
import io.github.flaremaven.cloudflare.local.canned.CannedAnswers;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What a Worker does with a product that exists only at Cloudflare: its calls are answered from a file, read at every call. */
public final class CannedBinding implements BackingServer.Handler {
    /** The type of the binding of Workers AI, whose requests have a form of their own. */
    public static final String AI = "ai";

    private final Path folder;

    /** {@code folder} has a file {@code <BINDING>.json} for each binding. */
    public CannedBinding(Path folder) {
        this.folder = folder;
    }

    /** What {@link Request#id} has to be. */
    public static String id(String type, String name) {
        return type + ":" + name;
    }

    /** A call; {@code model} is empty where there is none. */
    private record Call(String method, String model, JsonNode input) {}

    @Override
    public Reply handle(Request request) {
        String[] id = request.id().split(":", 2);
        Path file = folder.resolve(id[1].replaceAll("[^A-Za-z0-9_$-]", "_") + ".json");
        Call call = id[0].equals(AI) ? ai(request) : plain(request);
        try {
            Optional<CannedAnswers> answers = CannedAnswers.read(file);
            if (answers.isEmpty()) {
                return failed(
                        501,
                        "the product behind the binding " + id[1] + " (" + id[0]
                                + ") exists only at Cloudflare; to answer its calls here, write " + file
                                + ", a list such as [{\"match\": {\"method\": \"" + call.method()
                                + "\"}, \"answer\": {}}]");
            }
            CannedAnswers.Answer answer = answers.get().answer(call.method(), call.model(), call.input());
            return answer.failure()
                    .map(message -> failed(500, message))
                    .orElseGet(() -> new Reply(
                            answer.status(), "", Map.of("Content-Type", answer.contentType()), answer.body()));
        } catch (InputFailure e) {
            return failed(500, String.valueOf(e.getMessage()));
        }
    }

    /** Tells a failure from an answer to {@code fetch} with such a status. */
    private static Reply failed(int status, String message) {
        return Reply.failed(status, message).header("X-Local-Failed", "true");
    }

    /** {@code /run?version=3} with the model in a header and {@code {inputs, options}} in the body. */
    private static Call ai(Request request) {
        String method = request.path().substring(1);
        JsonNode body = parsed(request.body());
        return new Call(
                method,
                request.header("cf-consn-model-id").orElse(""),
                body.has("inputs") ? body.path("inputs") : body);
    }

    /** The only argument is the input, several are a list. */
    private static Call plain(Request request) {
        JsonNode body = parsed(request.body());
        JsonNode arguments = body.path("args");
        return new Call(body.path("method").asText(), "", arguments.size() == 1 ? arguments.path(0) : arguments);
    }

    private static JsonNode parsed(Bytes body) {
        return body.size() == 0 ? NullNode.instance : Json.parse(body.text());
    }
}
