/** Takes a bundle to live traffic and back: checks, upload, deployment, triggers, rollback. */
@NullMarked
package io.github.flaremaven.cloudflare.release;

import org.jspecify.annotations.NullMarked;
