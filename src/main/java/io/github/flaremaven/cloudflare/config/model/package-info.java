/** The resolved configuration of one Worker in one environment: records and sealed types, no behaviour. */
@NullMarked
package io.github.flaremaven.cloudflare.config.model;

import org.jspecify.annotations.NullMarked;
