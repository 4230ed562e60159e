/** The Cloudflare v4 API: one small client a product. Knows nothing of why it is called. */
@NullMarked
package io.github.flaremaven.cloudflare.cloudflare;

import org.jspecify.annotations.NullMarked;
