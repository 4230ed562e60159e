/** Where the bindings of local Workers lead: KV, assets, the cache, tails. */
@NullMarked
package io.github.flaremaven.cloudflare.local.binding;

import org.jspecify.annotations.NullMarked;
