/** Schedules of the embedded Cloudflare. */
@NullMarked
package io.github.flaremaven.cloudflare.local.cron;

import org.jspecify.annotations.NullMarked;
