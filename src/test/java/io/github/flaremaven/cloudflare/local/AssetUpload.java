package io.github.flaremaven.cloudflare.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.TestApi.Answer;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Uploads static files as a client does: a session, then what is missing, then the token for the upload of the Worker. */
final class AssetUpload {
    private static final String BOUNDARY = "----assets-boundary-4711";

    private final TestApi api;
    private final Map<String, String> files = new TreeMap<>();

    AssetUpload(TestApi api) {
        this.api = api;
    }

    AssetUpload file(String path, String content) {
        files.put(path, content);
        return this;
    }

    static String hash(String content) {
        return Bytes.of(content).digest("SHA-256").substring(0, 32);
    }

    /** Starts a session; {@code jwt} and {@code buckets} are in the answer. */
    Answer session() {
        ObjectNode body = Json.object();
        ObjectNode manifest = body.putObject("manifest");
        files.forEach((path, content) -> manifest.putObject(path)
                .put("hash", hash(content))
                .put("size", content.getBytes(StandardCharsets.UTF_8).length));
        return api.send("POST", TestApi.script("any") + "/assets-upload-session", Json.compact(body));
    }

    /** Sends contents under the token of a session. */
    Answer send(String token, Map<String, String> base64ByHash, String contentType) {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        base64ByHash.forEach((hash, base64) -> form.writeBytes(("--" + BOUNDARY
                        + "\r\nContent-Disposition: form-data; name=\"" + hash + "\"; filename=\"" + hash
                        + "\"\r\nContent-Type: " + contentType + "\r\n\r\n" + base64 + "\r\n")
                .getBytes(StandardCharsets.UTF_8)));
        form.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return api.call(
                "POST",
                TestApi.ACCOUNT + "/workers/assets/upload?base64=true",
                BodyPublishers.ofByteArray(form.toByteArray()),
                Map.of(
                        "Authorization", "Bearer " + token,
                        "Content-Type", "multipart/form-data; boundary=" + BOUNDARY));
    }

    static String base64(String content) {
        return Base64.getEncoder().encodeToString(content.getBytes(StandardCharsets.UTF_8));
    }

    /** Everything that is needed; the token for the upload of the Worker. */
    String complete() {
        JsonNode session = session().result();
        String token = session.path("jwt").asText();
        for (JsonNode bucket : session.path("buckets")) {
            for (JsonNode hash : bucket) {
                String path = files.entrySet().stream()
                        .filter(e -> hash(e.getValue()).equals(hash.asText()))
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElseThrow();
                String type = path.endsWith(".html") ? "text/html; charset=utf-8" : "application/null";
                JsonNode sent = send(token, Map.of(hash.asText(), base64(files.getOrDefault(path, ""))), type)
                        .result();
                token = Json.text(sent, "jwt").orElse(token);
            }
        }
        return token;
    }

    /** Hashes that a session asks for. */
    static List<String> missing(JsonNode session) {
        return Json.items(session, "buckets")
                .flatMap(b -> java.util.stream.StreamSupport.stream(b.spliterator(), false))
                .map(JsonNode::asText)
                .toList();
    }
}
