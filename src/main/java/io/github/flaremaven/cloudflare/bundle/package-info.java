/** Makes of the entry module what is uploaded: modules, source maps, sizes. */
@NullMarked
package io.github.flaremaven.cloudflare.bundle;

import org.jspecify.annotations.NullMarked;
