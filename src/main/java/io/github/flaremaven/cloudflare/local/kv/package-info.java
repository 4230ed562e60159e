/** Workers KV of the embedded Cloudflare. */
@NullMarked
package io.github.flaremaven.cloudflare.local.kv;

import org.jspecify.annotations.NullMarked;
