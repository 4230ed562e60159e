/** Where clients of local Workers connect. */
@NullMarked
package io.github.flaremaven.cloudflare.local.front;

import org.jspecify.annotations.NullMarked;
