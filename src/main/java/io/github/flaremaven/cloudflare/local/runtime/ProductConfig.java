package io.github.flaremaven.cloudflare.local.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.binding.CannedBinding;
import io.github.flaremaven.cloudflare.local.state.Certificates;
import io.github.flaremaven.cloudflare.local.state.DispatchName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes the bindings of the smaller products: each is a module of ours or of workerd, with a service that leads back. */
final class ProductConfig {
    private final List<ServedVersion> all;
    private final ConfigParts parts;
    private final Certificates certificates;

    ProductConfig(List<ServedVersion> all, ConfigParts parts, Certificates certificates) {
        this.all = all;
        this.parts = parts;
        this.certificates = certificates;
    }

    /** The value of a binding, absent when it is of another product. */
    Optional<String> value(JsonNode b) {
        String name = b.path("name").asText();
        return switch (b.path("type").asText()) {
            case "ratelimit" -> Optional.of(rateLimit(b));
            case "analytics_engine" ->
                Optional.of("analyticsEngine = "
                        + Capnp.text(parts.external(
                                "analytics", Json.text(b, "dataset").orElse(name))));
            case "secrets_store_secret" ->
                Optional.of(wrapped(
                        "local:secret",
                        fetcher("secret", b.path("store_id").asText()),
                        text("name", b.path("secret_name").asText())));
            case "pipelines" ->
                Optional.of(wrapped(
                        "local:pipeline",
                        fetcher(
                                "pipeline",
                                Json.text(b, "stream")
                                        .or(() -> Json.text(b, "pipeline"))
                                        .orElse(name))));
            case "send_email" -> Optional.of(wrapped("local:email", fetcher("email", restrictions(b))));
            case "images" -> Optional.of(wrapped("local:images", fetcher("images", name)));
            case "ai" ->
                Optional.of(wrapped(
                        "cloudflare-internal:ai-api", fetcher("canned", CannedBinding.id(CannedBinding.AI, name))));
            case "mtls_certificate" -> Optional.of(certificate(b));
            case "dispatch_namespace" ->
                Optional.of(namespace(b.path("namespace").asText()));
            default -> Optional.empty();
        };
    }

    /** A product that exists only at Cloudflare: answered from a file. */
    String canned(JsonNode b) {
        return wrapped(
                "local:canned",
                fetcher(
                        "canned",
                        CannedBinding.id(b.path("type").asText(), b.path("name").asText())));
    }

    private String rateLimit(JsonNode b) {
        JsonNode simple = b.path("simple");
        if (!simple.path("limit").isNumber() || !simple.path("period").isNumber()) {
            return BindingConfig.unavailable("the binding " + b.path("name").asText()
                    + " (ratelimit) has no numbers as simple.limit and simple.period");
        }
        return wrapped(
                "local:ratelimit",
                fetcher("ratelimit", b.path("namespace_id").asText()),
                json("limit", simple.path("limit")),
                json("period", simple.path("period")));
    }

    private static String restrictions(JsonNode b) {
        ObjectNode restrictions = Json.object();
        for (String field :
                List.of("destination_address", "allowed_destination_addresses", "allowed_sender_addresses")) {
            if (b.has(field)) {
                restrictions.set(field, b.get(field));
            }
        }
        return Json.compact(restrictions);
    }

    private String certificate(JsonNode b) {
        String id = b.path("certificate_id").asText();
        return certificates
                .find(id)
                .map(c -> "service = " + Capnp.text(parts.network(c, certificates.authorities())))
                .orElseGet(() -> BindingConfig.unavailable("the certificate " + id + " of the binding "
                        + b.path("name").asText()
                        + " does not exist in the embedded Cloudflare; upload it there and deploy again"));
    }

    private String namespace(String namespace) {
        List<String> workers = new ArrayList<>();
        for (ServedVersion served : all) {
            DispatchName.parse(served.script().name())
                    .filter(n -> served.owner() && n.namespace().equals(namespace))
                    .ifPresent(n -> workers.add("(name = " + Capnp.text("worker:" + n.worker()) + ", service = "
                            + Capnp.text(parts.entrance(served)) + ")"));
        }
        return wrapped("local:dispatch", workers.toArray(String[]::new));
    }

    private static String wrapped(String module, String... inner) {
        return "wrapped = (moduleName = " + Capnp.text(module) + ", innerBindings = " + Capnp.list(List.of(inner))
                + ")";
    }

    private String fetcher(String kind, String id) {
        return "(name = \"fetcher\", service = " + Capnp.text(parts.external(kind, id)) + ")";
    }

    private static String text(String name, String value) {
        return "(name = " + Capnp.text(name) + ", text = " + Capnp.text(value) + ")";
    }

    private static String json(String name, JsonNode value) {
        return "(name = " + Capnp.text(name) + ", json = " + Capnp.text(Json.compact(value)) + ")";
    }
}
