package io.github.flaremaven.cloudflare.bundle.assets;

import java.nio.file.Path;
import java.util.Optional;

/**
 * One file that is served.
 *
 * @param path the key in the manifest: a slash and the path below the assets directory, with {@code /} between the
 *     parts, neither percent-encoded nor normalised
 * @param file where the content is
 * @param size of the content in bytes
 * @param hash see {@link AssetHash}
 * @param contentType what it will be served as, absent when the extension is unknown
 */
public record AssetFile(String path, Path file, long size, String hash, Optional<String> contentType) {}
