/** Drives the native esbuild binary over its service protocol, without Node.js. */
@NullMarked
package io.github.flaremaven.cloudflare.bundle.esbuild;

import org.jspecify.annotations.NullMarked;
