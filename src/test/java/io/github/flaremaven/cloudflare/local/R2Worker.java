package io.github.flaremaven.cloudflare.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A bucket with a Worker that does with it what it is told. */
final class R2Worker {
    static final String BUCKETS = TestApi.ACCOUNT + "/r2/buckets";

    /** A parameter {@code {"$bytes": n, "of": "x"}} is n times that character; {@code uploadId} first resumes an upload. */
    private static final String CODE = """
            const show = async (o) => {
              if (o === undefined || o === null) return null;
              if (o.objects) return { ...o, objects: await Promise.all(o.objects.map(show)) };
              if (o.uploadId && !o.partNumber) return { uploadId: o.uploadId, key: o.key };
              if (o.partNumber) return { partNumber: o.partNumber, etag: o.etag };
              const shown = { key: o.key, version: o.version, size: o.size, etag: o.etag, httpEtag: o.httpEtag,
                uploaded: o.uploaded.getTime(), range: o.range, storageClass: o.storageClass,
                checksums: o.checksums.toJSON() };
              if (o.httpMetadata) shown.http = o.httpMetadata;
              if (o.customMetadata) shown.custom = o.customMetadata;
              if (o.body) shown.text = await o.text();
              const headers = new Headers();
              if (o.httpMetadata) o.writeHttpMetadata(headers);
              shown.headers = Object.fromEntries(headers);
              return shown;
            };
            const real = (p) => {
              if (p && p.$bytes !== undefined) return p.of.repeat(p.$bytes);
              if (p && p.$headers) return new Headers(p.$headers);
              if (p && typeof p === "object" && !Array.isArray(p)) {
                const made = {};
                for (const [k, v] of Object.entries(p)) made[k] = k.startsWith("uploaded") ? new Date(v) : real(v);
                return made;
              }
              return p;
            };
            export default {
              async fetch(request, env) {
                const { operation, parameters, upload } = await request.json();
                try {
                  const target = upload ? env.R2.resumeMultipartUpload(upload.key, upload.uploadId) : env.R2;
                  return Response.json({ result: await show(await target[operation](...parameters.map(real))) });
                } catch (e) {
                  return Response.json({ error: String(e) });
                }
              },
            };
            """;

    private final TestApi api;
    private final String name;

    /** Makes the bucket, and deploys the Worker, under the same name. */
    R2Worker(TestApi api, String name) {
        this.api = api;
        this.name = name;
        api.send("POST", BUCKETS, "{\"name\": \"" + name + "\"}").result();
        deploy(api, name);
    }

    private R2Worker(String name, TestApi api) {
        this.api = api;
        this.name = name;
    }

    /** The same one behind another instance. */
    R2Worker at(TestApi other) {
        return new R2Worker(name, other);
    }

    private static void deploy(TestApi api, String name) {
        api.deploy(
                name,
                WorkerUpload.module(CODE)
                        .binding("{\"type\": \"r2_bucket\", \"name\": \"R2\", \"bucket_name\": \"" + name + "\"}"));
    }

    String path() {
        return BUCKETS + "/" + name;
    }

    String objectPath(String key) {
        return path() + "/objects/"
                + URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20");
    }

    JsonNode call(String operation, Object... parameters) {
        return call(Json.object(), operation, parameters);
    }

    private JsonNode call(ObjectNode body, String operation, Object... parameters) {
        body.put("operation", operation);
        ArrayNode list = body.putArray("parameters");
        for (Object parameter : parameters) {
            list.add(
                    parameter instanceof JsonNode node
                            ? node
                            : Json.array(List.of((String) parameter)).get(0));
        }
        HttpResponse<String> response = api.send(
                api.request(name + ".localhost", "/")
                        .POST(BodyPublishers.ofString(Json.compact(body)))
                        .build(),
                BodyHandlers.ofString());
        return Json.parse(response.body());
    }

    private static JsonNode good(JsonNode answer) {
        assertThat(answer.has("result")).as(answer.toString()).isTrue();
        return answer.path("result");
    }

    JsonNode result(String operation, Object... parameters) {
        return good(call(operation, parameters));
    }

    String error(String operation, Object... parameters) {
        return call(operation, parameters).path("error").asText();
    }

    /** Does something with an upload. */
    JsonNode upload(JsonNode upload, String operation, Object... parameters) {
        return good(uploadCall(upload, operation, parameters));
    }

    String uploadError(JsonNode upload, String operation, Object... parameters) {
        return uploadCall(upload, operation, parameters).path("error").asText();
    }

    private JsonNode uploadCall(JsonNode upload, String operation, Object... parameters) {
        ObjectNode body = Json.object();
        body.set("upload", upload);
        return call(body, operation, parameters);
    }

    /** The object as the API gives it. */
    HttpResponse<byte[]> object(String key) {
        return api.raw("GET", objectPath(key), BodyPublishers.noBody(), Map.of());
    }

    TestApi.Answer put(String key, String value, Map<String, String> headers) {
        return api.call("PUT", objectPath(key), BodyPublishers.ofString(value), headers);
    }
}
