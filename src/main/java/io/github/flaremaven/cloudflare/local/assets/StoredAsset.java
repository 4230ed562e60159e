package io.github.flaremaven.cloudflare.local.assets;

import java.util.Optional;

/**
 * An uploaded file.
 *
 * @param hash 32 hex digits, which also make its entity tag
 * @param contentType given at upload; absent for {@code application/null}
 */
public record StoredAsset(String hash, Optional<String> contentType) {}
