/** Runs versions on workerd, one process at a time, and replaces it without dropping a request. */
@NullMarked
package io.github.flaremaven.cloudflare.local.runtime;

import org.jspecify.annotations.NullMarked;
