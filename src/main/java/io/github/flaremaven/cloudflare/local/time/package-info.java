/** When things happen that nobody asks for. */
@NullMarked
package io.github.flaremaven.cloudflare.local.time;

import org.jspecify.annotations.NullMarked;
