/** Java source for the names of a Worker's bindings. */
@NullMarked
package io.github.flaremaven.cloudflare.types;

import org.jspecify.annotations.NullMarked;
