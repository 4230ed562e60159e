/** Faults that the API of the embedded Cloudflare plays on purpose, so that a release can be rehearsed in bad weather. */
@NullMarked
package io.github.flaremaven.cloudflare.local.fault;

import org.jspecify.annotations.NullMarked;
