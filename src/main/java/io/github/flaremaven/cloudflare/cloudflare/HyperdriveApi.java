package io.github.flaremaven.cloudflare.cloudflare;

import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.Secret;
import io.github.flaremaven.cloudflare.cloudflare.http.ApiClient;
import io.github.flaremaven.cloudflare.cloudflare.http.Body;
import io.github.flaremaven.cloudflare.cloudflare.http.Call;
import io.github.flaremaven.cloudflare.cloudflare.http.Urls;

/** Databases behind Hyperdrive. */
public final class HyperdriveApi {
    private final ApiClient client;
    private final String account;

    HyperdriveApi(ApiClient client, String account) {
        this.client = client;
        this.account = account;
    }

    /**
     * Tells the embedded Cloudflare, and nobody else has this call, which database stands in for the one of a Hyperdrive
     * config.
     */
    public void standIn(String id, Secret connectionString) {
        client.mask(connectionString);
        client.write(Call.set(
                "say where the database of the Hyperdrive config " + id + " is",
                "PUT",
                account + "/local/hyperdrive/" + Urls.encode(id),
                Body.json(Json.object().put("connection_string", connectionString.reveal()))));
    }
}
