package io.github.flaremaven.cloudflare.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.Secret;
import io.github.flaremaven.cloudflare.cloudflare.http.Body;
import io.github.flaremaven.cloudflare.cloudflare.http.Call;
import io.github.flaremaven.cloudflare.cloudflare.http.WriteGate;

/** Shows every call that would change something, and sends none. */
public final class DryRunGate implements WriteGate {
    private static final String HIDDEN = new Secret("").toString();

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
        }
        return false;
    }

    private void show(Body.Part part) {
        if (part.fileName().isEmpty()) {
            console.info("  part " + part.name() + ":");
            show(Json.parse(part.content().text()));
        } else {
            console.info("  part " + part.name() + " (" + part.contentType().orElse("no type") + ", "
                    + part.content().size() + " bytes)");
        }
    }

    private void show(JsonNode value) {
        Json.pretty(withoutSecrets(value)).lines().forEach(line -> console.info("    " + line));
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
