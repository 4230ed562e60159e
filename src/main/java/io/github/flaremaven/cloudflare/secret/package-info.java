/** Secrets of deployed Workers: where values come from, and how they get there. */
@NullMarked
package io.github.flaremaven.cloudflare.secret;

import org.jspecify.annotations.NullMarked;
