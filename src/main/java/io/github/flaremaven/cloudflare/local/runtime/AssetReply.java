package io.github.flaremaven.cloudflare.local.runtime;

import io.github.flaremaven.cloudflare.local.assets.AssetOutcome;
import io.github.flaremaven.cloudflare.local.state.BlobStore;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** Sends what the assets answer. */
final class AssetReply {
    private AssetReply() {}

    static void send(AssetOutcome outcome, BlobStore assets, HttpServerRequest request) {
        request.resume();
        HttpServerResponse response = request.response();
        outcome.headers().forEach(h -> response.headers().add(h.name(), h.value()));
        if (outcome instanceof AssetOutcome.Serve serve) {
            response.setStatusCode(serve.status());
            if (serve.body() && !request.method().name().equals("HEAD")) {
                response.sendFile(assets.file(serve.hash()).toString()).onFailure(e -> response.reset());
                return;
            }
        } else if (outcome instanceof AssetOutcome.Redirect redirect) {
            response.setStatusCode(redirect.status());
        } else if (outcome instanceof AssetOutcome.Status status) {
            response.setStatusCode(status.status());
        }
        response.end();
    }
}
