package io.github.flaremaven.cloudflare.local.runtime;

import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import io.github.flaremaven.cloudflare.local.assets.AssetOutcome;
import io.github.flaremaven.cloudflare.local.assets.AssetRequest;
import io.github.flaremaven.cloudflare.local.assets.AssetRouter;
import io.github.flaremaven.cloudflare.local.runtime.BackingServer.Reply;
import io.github.flaremaven.cloudflare.local.runtime.BackingServer.Request;
import io.github.flaremaven.cloudflare.local.state.BlobStore;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** What a Worker does with {@code env.ASSETS}: asks for a file as if there were no Worker. */
final class AssetBinding implements BackingServer.Handler {
    private final Function<String, Optional<AssetRouter>> routers;
    private final BlobStore assets;

    AssetBinding(Function<String, Optional<AssetRouter>> routers, BlobStore assets) {
        this.routers = routers;
        this.assets = assets;
    }

    @Override
    public Reply handle(Request request) {
        Optional<AssetRouter> router = routers.apply(request.id());
        if (router.isEmpty()) {
            return Reply.of(404, "Not Found");
        }
        AssetOutcome outcome = router.get()
                .serve(AssetRequest.of(
                        request.method(),
                        "https",
                        request.header("Host").orElse("assets.local"),
                        request.http().uri(),
                        request::header));
        Map<String, String> headers = new TreeMap<>();
        outcome.headers().forEach(h -> headers.merge(h.name(), h.value(), (a, b) -> a + ", " + b));
        if (outcome instanceof AssetOutcome.Serve serve) {
            return new Reply(serve.status(), "OK", headers, serve.body() ? content(serve.hash()) : Bytes.of(""));
        }
        int status = outcome instanceof AssetOutcome.Redirect redirect
                ? redirect.status()
                : outcome instanceof AssetOutcome.Status plain ? plain.status() : 404;
        return new Reply(status, "", headers, Bytes.of(""));
    }

    private Bytes content(String hash) {
        try {
            return Bytes.of(Files.readAllBytes(assets.file(hash)));
        } catch (IOException e) {
            throw new ToolFailure("the asset " + hash + " is missing from the state of the embedded Cloudflare", e);
        }
    }
}
