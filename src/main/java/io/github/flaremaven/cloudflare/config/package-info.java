/** Reads wrangler's configuration for one environment into immutable typed values, and says where it is wrong. */
@NullMarked
package io.github.flaremaven.cloudflare.config;

import org.jspecify.annotations.NullMarked;
