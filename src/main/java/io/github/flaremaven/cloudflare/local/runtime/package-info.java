/** Runs deployed versions on workerd and leads requests to them. */
@NullMarked
package io.github.flaremaven.cloudflare.local.runtime;

import org.jspecify.annotations.NullMarked;
