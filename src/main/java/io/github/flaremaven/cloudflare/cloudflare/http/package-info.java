/** How calls travel: authentication, deadlines, retries, envelopes, the dry-run gate. */
@NullMarked
package io.github.flaremaven.cloudflare.cloudflare.http;

import org.jspecify.annotations.NullMarked;
