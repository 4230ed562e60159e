/** One Mojo a goal: parameters, one call, one rendering. */
@NullMarked
package io.github.flaremaven.cloudflare.goal;

import org.jspecify.annotations.NullMarked;
