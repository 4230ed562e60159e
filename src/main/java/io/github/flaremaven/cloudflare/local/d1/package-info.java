/** D1 databases: their names, what is in them, and the texts that D1 takes and gives. */
@NullMarked
package io.github.flaremaven.cloudflare.local.d1;

import org.jspecify.annotations.NullMarked;
