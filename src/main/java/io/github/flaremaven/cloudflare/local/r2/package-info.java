/** R2 of the embedded Cloudflare. */
@NullMarked
package io.github.flaremaven.cloudflare.local.r2;

import org.jspecify.annotations.NullMarked;
