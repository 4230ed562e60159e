package io.github.flaremaven.cloudflare.local.binding;

import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.local.binding.BackingServer.Reply;
import io.github.flaremaven.cloudflare.local.binding.BackingServer.Request;
import io.github.flaremaven.cloudflare.local.state.Resources;
import io.github.flaremaven.cloudflare.local.state.Resources.Kind;

/** What a Worker does with a secret of the Secrets Store. */
public final class SecretBinding implements BackingServer.Handler {
    private final Resources resources;

    public SecretBinding(Resources resources) {
        this.resources = resources;
    }

    @Override
    public Reply handle(Request request) {
        String name = request.path().substring(1);
        return resources.all(Kind.STORE_SECRET).stream()
                .filter(s -> s.path("store_id").asText().equals(request.id())
                        && s.path("name").asText().equals(name))
                .findFirst()
                .map(s -> Reply.ok(Bytes.of(s.path("value").asText())))
                .orElseGet(() -> Reply.failed(
                        404,
                        "Secret \"" + name + "\" not found: the store " + request.id()
                                + " of the embedded Cloudflare has none of that name"));
    }
}
