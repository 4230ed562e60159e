/** How Cloudflare answers requests for static assets, as decisions over values: no files, no sockets. */
@NullMarked
package io.github.flaremaven.cloudflare.local.assets;

import org.jspecify.annotations.NullMarked;
