/** Answers from files, for products that exist only at Cloudflare. */
@NullMarked
package io.github.flaremaven.cloudflare.local.canned;

import org.jspecify.annotations.NullMarked;
