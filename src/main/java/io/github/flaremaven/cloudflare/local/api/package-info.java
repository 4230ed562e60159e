/** The v4 API of the embedded Cloudflare, as strict as the real one. */
@NullMarked
package io.github.flaremaven.cloudflare.local.api;

import org.jspecify.annotations.NullMarked;
