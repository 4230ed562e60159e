/** The embedded Cloudflare: the v4 API in this process, and Workers that run on the real workerd. */
@NullMarked
package io.github.flaremaven.cloudflare.local;

import org.jspecify.annotations.NullMarked;
