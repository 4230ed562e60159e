/** Watches deployed Workers: live logs and health. */
@NullMarked
package io.github.flaremaven.cloudflare.observe;

import org.jspecify.annotations.NullMarked;
