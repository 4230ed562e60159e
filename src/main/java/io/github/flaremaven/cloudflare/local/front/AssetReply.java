package io.github.flaremaven.cloudflare.local.front;

import io.github.flaremaven.cloudflare.local.assets.AssetOutcome;
import io.github.flaremaven.cloudflare.local.state.BlobStore;
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
        if (!response.headers().contains("Content-Type")) {
            // Sending a file sets a type where there is none; Cloudflare sends none where the client knew none.
            response.headersEndHandler(v -> response.headers().remove("Content-Type"));
        }
        if (!(answer instanceof AssetOutcome.Serve serve) || serve.status() == 304) {
            response.end();
            return;
        }
        File file = assets.file(serve.hash()).toFile();
        if (!serve.body()) {
            response.putHeader("Content-Length", Long.toString(file.length())).end();
        } else {
            response.sendFile(file.getPath()).onFailure(e -> response.reset());
        }
    }
}
