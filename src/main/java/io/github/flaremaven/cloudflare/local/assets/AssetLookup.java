package io.github.flaremaven.cloudflare.local.assets;

import java.util.Optional;

/** The files of one version of a Worker. */
@FunctionalInterface
public interface AssetLookup {

    /**
     * The file whose key in the manifest is exactly {@code path}.
     *
     * @param path decoded; not always one that a manifest could have
     */
    Optional<StoredAsset> find(String path);
}
