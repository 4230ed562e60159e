/** Runs wrangler and the plugin side by side against the embedded Cloudflare, and compares what they send. */
@NullMarked
package io.github.flaremaven.cloudflare.conformance;

import org.jspecify.annotations.NullMarked;
