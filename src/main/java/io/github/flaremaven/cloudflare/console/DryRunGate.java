package io.github.flaremaven.cloudflare.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.Printable;
import io.github.flaremaven.cloudflare.base.Secret;
import io.github.flaremaven.cloudflare.cloudflare.http.Body;
import io.github.flaremaven.cloudflare.cloudflare.http.Call;
import io.github.flaremaven.cloudflare.cloudflare.http.Content;
import io.github.flaremaven.cloudflare.cloudflare.http.WriteGate;
import java.util.List;

/** Shows every call that would change something, and sends none. */
public final class DryRunGate implements WriteGate {
    private static final String HIDDEN = new Secret("").toString();
    /** The list of all assets can have a hundred thousand entries. */
    private static final int MOST_LINES = 500;

    private final Console console;

    public DryRunGate(Console console) {
        this.console = console;
    }

    @Override
    public boolean lets(Call call) {
        console.info("Dry run, not sent: " + call.line());
        Body body = call.body();
        if (body instanceof Body.JsonBody json) {
            show(json.value());
        } else if (body instanceof Body.Multipart form) {
            form.parts().forEach(this::show);
        } else if (body instanceof Body.Raw raw) {
            console.info("  " + raw.contentType() + ", " + raw.content().length() + " bytes");
        }
        return false;
    }

    private void show(Body.Part part) {
        if (part.fileName().isEmpty() && part.content() instanceof Content.InMemory field) {
            console.info("  part " + part.name() + ":");
            show(Json.parse(field.bytes().text()));
        } else {
            console.info("  part " + Printable.line(part.name()) + " ("
                    + part.contentType().orElse("no type") + ", "
                    + part.content().length() + " bytes)");
        }
    }

    private void show(JsonNode value) {
        List<String> lines =
                Json.pretty(withoutSecrets(value)).lines().map(Printable::line).toList();
        lines.stream().limit(MOST_LINES).forEach(line -> console.info("    " + line));
        if (lines.size() > MOST_LINES) {
            console.info("    … and " + (lines.size() - MOST_LINES) + " lines more");
        }
    }

    /** A secret is an object with the type {@code secret_text} and its value under {@code text}. */
    private static JsonNode withoutSecrets(JsonNode value) {
        JsonNode copy = value.deepCopy();
        hide(copy);
        return copy;
    }

    private static void hide(JsonNode node) {
        if (node instanceof ObjectNode object && object.path("type").asText().startsWith("secret_")) {
            for (String field : new String[] {"text", "key_base64", "key_jwk"}) {
                if (object.has(field)) {
                    object.put(field, HIDDEN);
                }
            }
        }
        node.forEach(DryRunGate::hide);
    }
}
