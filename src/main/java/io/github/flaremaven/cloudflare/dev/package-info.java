/** The development loop: watches, bundles and swaps while a Worker runs. */
@NullMarked
package io.github.flaremaven.cloudflare.dev;

import org.jspecify.annotations.NullMarked;
