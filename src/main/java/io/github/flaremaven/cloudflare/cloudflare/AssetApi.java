package io.github.flaremaven.cloudflare.cloudflare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.cloudflare.http.ApiClient;
import io.github.flaremaven.cloudflare.cloudflare.http.Body;
import io.github.flaremaven.cloudflare.cloudflare.http.Call;
import io.github.flaremaven.cloudflare.cloudflare.http.Urls;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Uploads static assets: first the list of files, then those of them that Cloudflare does not have yet. */
public final class AssetApi {
    private final ApiClient client;
    private final String account;
    private final String script;
    private final String worker;

    /**
     * An upload session.
     *
     * @param jwt authorises the uploads; with no buckets it is already the completion token
     * @param buckets hashes of the missing files, each list to be sent in one request
     */
    public record Session(String jwt, List<List<String>> buckets) {}

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
    public Session start(ObjectNode manifest) {
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
            buckets.add(hashes);
        });
        return new Session(result.path("jwt").asText(), buckets);
    }

    /** Sends a bucket of files, base64 in a form. The last one of a session gives the completion token. */
    public Optional<String> upload(String jwt, Body.Multipart files) {
        Call call = Call.set(
                        "upload " + files.parts().size() + " assets of " + worker,
                        "POST",
                        account + "/workers/assets/upload",
                        files)
                .query("base64", "true")
                .header("Authorization", "Bearer " + jwt)
                .within(Call.LONG);
        return token(client.write(call, Json::object));
    }

    /** Sends one file as it is, for sessions that want each file in a request of its own. */
    public Optional<String> uploadSingle(String jwt, String hash, Body.Raw file) {
        Call call = Call.set(
                        "upload an asset of " + worker,
                        "POST",
                        account + "/workers/assets/upload/" + Urls.encode(hash),
                        file)
                .header("Authorization", "Bearer " + jwt)
                .within(Call.LONG);
        return token(client.write(call, Json::object));
    }

    private static Optional<String> token(JsonNode result) {
        return Json.text(result, "jwt").filter(t -> !t.isEmpty());
    }
}
