/** The Images product of the embedded Cloudflare, as far as the JDK can do it. */
@NullMarked
package io.github.flaremaven.cloudflare.local.images;

import org.jspecify.annotations.NullMarked;
