/** What Workers put into {@code caches}. */
@NullMarked
package io.github.flaremaven.cloudflare.local.cache;

import org.jspecify.annotations.NullMarked;
