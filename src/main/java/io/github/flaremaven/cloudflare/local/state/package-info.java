/** What the embedded Cloudflare remembers between builds, on disk below one folder. */
@NullMarked
package io.github.flaremaven.cloudflare.local.state;

import org.jspecify.annotations.NullMarked;
