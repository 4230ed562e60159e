/** What people and scripts get to read: tables, progress, prompts, result files. */
@NullMarked
package io.github.flaremaven.cloudflare.console;

import org.jspecify.annotations.NullMarked;
