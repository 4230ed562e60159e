/** A Worker on an embedded Cloudflare of its own, with seeds: what tests run against. */
@NullMarked
package io.github.flaremaven.cloudflare.testbed;

import org.jspecify.annotations.NullMarked;
