/** What every room may use: the family of failures, diagnostics, secrets and the one JSON mapper. */
@NullMarked
package io.github.flaremaven.cloudflare.base;

import org.jspecify.annotations.NullMarked;
