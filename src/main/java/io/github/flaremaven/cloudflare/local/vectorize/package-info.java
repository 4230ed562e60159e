/** Vectorize indexes: vectors on disk, and exact search in them. */
@NullMarked
package io.github.flaremaven.cloudflare.local.vectorize;

import org.jspecify.annotations.NullMarked;
