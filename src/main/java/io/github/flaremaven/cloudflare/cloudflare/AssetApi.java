package io.github.flaremaven.cloudflare.cloudflare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.ApiFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.Secret;
import io.github.flaremaven.cloudflare.cloudflare.http.ApiClient;
import io.github.flaremaven.cloudflare.cloudflare.http.Body;
import io.github.flaremaven.cloudflare.cloudflare.http.Call;
import io.github.flaremaven.cloudflare.cloudflare.http.Urls;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Uploads static assets: first the list of files, then those of them that Cloudflare does not have yet. The calls that
 * carry files are made once; the caller knows when to make one again.
 */
public final class AssetApi {
    private final ApiClient client;
    private final String account;
    private final String script;
    private final String worker;

    AssetApi(ApiClient client, String account, String script, String worker) {
        this.client = client;
        this.account = account;
        this.script = script;
        this.worker = worker;
    }

    /**
     * Announces all files.
     *
     * @param manifest path to hash and size in bytes
     */
    public UploadSession start(ObjectNode manifest) {
        Call call = Call.set(
                        "announce the assets of " + worker,
                        "POST",
                        script + "/assets-upload-session",
                        Body.json(Json.object().set("manifest", manifest)))
                .within(Call.LONG);
        JsonNode result = client.write(call, () -> Json.object().put("jwt", "dry-run"));
        List<List<String>> buckets = new ArrayList<>();
        Json.items(result, "buckets").forEach(bucket -> {
            List<String> hashes = new ArrayList<>();
            bucket.forEach(hash -> hashes.add(hash.asText()));
            if (!hashes.isEmpty()) {
                buckets.add(hashes);
            }
        });
        UploadSession session = UploadSession.of(
                token(result)
                        .orElseThrow(() -> new ApiFailure(
                                "cannot announce the assets of " + worker
                                        + ": the API gave no token for their upload; run the goal again",
                                call.line()))
                        .reveal(),
                buckets);
        client.mask(session.token());
        return session;
    }

    /**
     * Sends a bucket of files, base64 in a form. The last one of a session gives the completion token.
     *
     * @param what the files in words, for messages
     */
    public Optional<Secret> upload(UploadSession session, Body.Multipart files, String what) {
        return send(
                session,
                Call.set("upload " + what, "POST", account + "/workers/assets/upload", files)
                        .query("base64", "true"));
    }

    /** Sends one file as it is, for sessions that want them one by one. */
    public Optional<Secret> uploadSingle(UploadSession session, String hash, Body.Raw file, String what) {
        return send(
                session,
                Call.set("upload " + what, "POST", account + "/workers/assets/upload/" + Urls.encode(hash), file));
    }

    private Optional<Secret> send(UploadSession session, Call call) {
        Optional<Secret> token = token(client.write(
                call.header("Authorization", "Bearer " + session.token().reveal())
                        .within(Call.LONG)
                        .repeatedByCaller(),
                Json::object));
        token.ifPresent(client::mask);
        return token;
    }

    private static Optional<Secret> token(JsonNode result) {
        return Json.text(result, "jwt").filter(t -> !t.isEmpty()).map(Secret::new);
    }
}
