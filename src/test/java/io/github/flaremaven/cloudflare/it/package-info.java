/** What the hooks of the integration tests under {@code src/it} are made of. */
@NullMarked
package io.github.flaremaven.cloudflare.it;

import org.jspecify.annotations.NullMarked;
