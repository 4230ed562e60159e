package io.github.flaremaven.cloudflare.local.front;

import io.github.flaremaven.cloudflare.local.assets.AssetOutcome;
import io.github.flaremaven.cloudflare.local.state.BlobStore;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.File;

/** Sends what the assets answer. */
final class AssetReply {
    private AssetReply() {}

    static void send(AssetOutcome.Answer answer, BlobStore assets, HttpServerRequest request) {
        request.resume();
        HttpServerResponse response = request.response().setStatusCode(answer.status());
        answer.headers().forEach(h -> response.headers().add(h.name(), h.value()));
        if (!(answer instanceof AssetOutcome.Serve serve) || !serve.body()) {
            response.end();
            return;
        }
        File file = assets.file(serve.hash()).toFile();
        if (request.method().equals(HttpMethod.HEAD)) {
            response.putHeader("Content-Length", Long.toString(file.length())).end();
        } else {
            response.sendFile(file.getPath()).onFailure(e -> response.reset());
        }
    }
}
