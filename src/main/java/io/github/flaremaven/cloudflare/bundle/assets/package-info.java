/** Static assets: which files of a folder are served, under which path, hash and content type. */
@NullMarked
package io.github.flaremaven.cloudflare.bundle.assets;

import org.jspecify.annotations.NullMarked;
