package io.github.flaremaven.cloudflare.local;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The form in which a client uploads a Worker. */
public final class WorkerUpload {
    static final String BOUNDARY = "----test-boundary-4711";

    private static final String MODULE = "application/javascript+module";

    private final ObjectNode metadata = Json.object();
    private final List<Part> parts = new ArrayList<>();
    private boolean withMetadata = true;

    private record Part(String name, String contentType, Bytes content) {}

    private WorkerUpload() {
        metadata.putArray("bindings");
        metadata.put("compatibility_date", "2026-01-01");
    }

    /** A Worker of one ES module. */
    public static WorkerUpload module(String code) {
        WorkerUpload upload = new WorkerUpload();
        upload.metadata.put("main_module", "index.js");
        return upload.part("index.js", MODULE, code);
    }

    /** A Worker whose {@code fetch} gives the expression, in which {@code request}, {@code env} and {@code ctx} are known. */
    public static WorkerUpload answering(String expression) {
        return module(
                "export default { async fetch(request, env, ctx) { return new Response(" + expression + "); } };");
    }

    /** A Worker in service-worker format. */
    public static WorkerUpload script(String code) {
        WorkerUpload upload = new WorkerUpload();
        upload.metadata.put("body_part", "index.js");
        return upload.part("index.js", "application/javascript", code);
    }

    /** A Worker that is only assets. */
    public static WorkerUpload assetsOnly(String token) {
        return new WorkerUpload().assets(token, "{}");
    }

    /** A form that is not complete. */
    public static WorkerUpload empty() {
        return new WorkerUpload();
    }

    public WorkerUpload part(String name, String contentType, String content) {
        return part(name, contentType, content.getBytes(StandardCharsets.UTF_8));
    }

    public WorkerUpload part(String name, String contentType, byte[] content) {
        parts.add(new Part(name, contentType, Bytes.of(content)));
        return this;
    }

    /** Adds a binding, as JSON. */
    public WorkerUpload binding(String json) {
        metadata.withArray("/bindings").add(Json.parse(json));
        return this;
    }

    public WorkerUpload var(String name, String text) {
        metadata.withArray("/bindings")
                .add(Json.object().put("type", "plain_text").put("name", name).put("text", text));
        return this;
    }

    public WorkerUpload kv(String name, String id) {
        return binding("{\"type\":\"kv_namespace\",\"name\":\"" + name + "\",\"namespace_id\":\"" + id + "\"}");
    }

    public WorkerUpload assets(String token, String config) {
        ObjectNode assets = metadata.putObject("assets").put("jwt", token);
        assets.set("config", Json.parse(config));
        return this;
    }

    /** Sets a field of the metadata, as JSON. */
    public WorkerUpload metadata(String field, String json) {
        metadata.set(field, Json.parse(json));
        return this;
    }

    public WorkerUpload withoutMetadata() {
        withMetadata = false;
        return this;
    }

    /** The whole body. */
    byte[] body(Optional<String> rawMetadata) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (withMetadata) {
            text(out, "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n");
            text(out, rawMetadata.orElseGet(() -> Json.compact(metadata)) + "\r\n");
        }
        for (Part part : parts) {
            text(
                    out,
                    "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + part.name() + "\"; filename=\""
                            + part.name() + "\"\r\nContent-Type: " + part.contentType() + "\r\n\r\n");
            out.writeBytes(part.content().toByteArray());
            text(out, "\r\n");
        }
        text(out, "--" + BOUNDARY + "--\r\n");
        return out.toByteArray();
    }

    private static void text(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
