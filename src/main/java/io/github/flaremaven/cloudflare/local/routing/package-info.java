/** Which Worker and which version a request is for. */
@NullMarked
package io.github.flaremaven.cloudflare.local.routing;

import org.jspecify.annotations.NullMarked;
