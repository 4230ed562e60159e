package io.github.flaremaven.cloudflare.bundle.assets;

import java.util.List;
import java.util.Optional;

/**
 * Everything an assets directory holds for a deployment.
 *
 * @param files in the order of their paths
 * @param headers the text of {@code _headers}, sent as it is
 * @param redirects the text of {@code _redirects}, sent as it is
 */
public record AssetManifest(List<AssetFile> files, Optional<String> headers, Optional<String> redirects) {
    public AssetManifest {
        files = List.copyOf(files);
    }
}
