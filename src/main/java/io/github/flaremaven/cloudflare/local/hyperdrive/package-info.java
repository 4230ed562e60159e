/** Hyperdrive configs, and where their databases are. */
@NullMarked
package io.github.flaremaven.cloudflare.local.hyperdrive;

import org.jspecify.annotations.NullMarked;
