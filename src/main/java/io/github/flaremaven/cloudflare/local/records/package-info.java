/** Records that Workers write and nobody changes: points of datasets, events of streams. */
@NullMarked
package io.github.flaremaven.cloudflare.local.records;

import org.jspecify.annotations.NullMarked;
