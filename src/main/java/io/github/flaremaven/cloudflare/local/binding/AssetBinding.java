package io.github.flaremaven.cloudflare.local.binding;

import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import io.github.flaremaven.cloudflare.local.assets.AssetOutcome;
import io.github.flaremaven.cloudflare.local.assets.AssetRequest;
import io.github.flaremaven.cloudflare.local.assets.AssetRouter;
import io.github.flaremaven.cloudflare.local.binding.BackingServer.Reply;
import io.github.flaremaven.cloudflare.local.binding.BackingServer.Request;
import io.github.flaremaven.cloudflare.local.state.BlobStore;
import io.github.flaremaven.cloudflare.local.state.VersionRef;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * What a Worker does with {@code env.ASSETS}: asks for a file as if there were no Worker. A binding to another Worker asks
 * whether a file comes before the Worker's code.
 */
public final class AssetBinding implements BackingServer.Handler {
    /** Header of an answer that the Worker's code has to give. */
    private static final String WORKER = "X-Local-Worker";

    private final Function<VersionRef, Optional<AssetRouter>> routers;
    private final BlobStore assets;
    private final BiFunction<AssetRouter, AssetRequest, AssetOutcome> answer;

    private AssetBinding(
            Function<VersionRef, Optional<AssetRouter>> routers,
            BlobStore assets,
            BiFunction<AssetRouter, AssetRequest, AssetOutcome> answer) {
        this.routers = routers;
        this.assets = assets;
        this.answer = answer;
    }

    /** For a version's own assets. */
    public static AssetBinding own(Function<VersionRef, Optional<AssetRouter>> routers, BlobStore assets) {
        return new AssetBinding(routers, assets, AssetRouter::serve);
    }

    /** For bindings to a Worker that has assets and code. */
    public static AssetBinding beforeCode(Function<VersionRef, Optional<AssetRouter>> routers, BlobStore assets) {
        return new AssetBinding(routers, assets, AssetRouter::route);
    }

    @Override
    public Reply handle(Request request) {
        Optional<AssetRouter> router = VersionRef.parse(request.id()).flatMap(routers);
        if (router.isEmpty()) {
            return Reply.of(404, "Not Found");
        }
        AssetOutcome outcome = answer.apply(
                router.get(),
                AssetRequest.of(
                        request.method(),
                        "https",
                        request.header("Host").orElse("assets.local"),
                        request.http().uri(),
                        request::header));
        if (!(outcome instanceof AssetOutcome.Answer found)) {
            return Reply.of(404, "Not Found").header(WORKER, "true");
        }
        Map<String, String> headers = new TreeMap<>();
        found.headers().forEach(h -> headers.merge(h.name(), h.value(), (a, b) -> a + ", " + b));
        return new Reply(found.status(), "", headers, content(found));
    }

    private Bytes content(AssetOutcome.Answer answer) {
        if (!(answer instanceof AssetOutcome.Serve serve) || !serve.body()) {
            return Bytes.of("");
        }
        try {
            return Bytes.of(Files.readAllBytes(assets.file(serve.hash())));
        } catch (IOException e) {
            throw new ToolFailure(
                    "the asset " + serve.hash() + " is missing from the state of the embedded Cloudflare", e);
        }
    }
}
