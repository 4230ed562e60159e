/** Queues of the embedded Cloudflare. */
@NullMarked
package io.github.flaremaven.cloudflare.local.queue;

import org.jspecify.annotations.NullMarked;
