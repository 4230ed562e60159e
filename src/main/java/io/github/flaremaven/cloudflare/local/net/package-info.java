/** What the servers of the embedded Cloudflare share: the event loops, and how to listen on 127.0.0.1. */
@NullMarked
package io.github.flaremaven.cloudflare.local.net;

import org.jspecify.annotations.NullMarked;
