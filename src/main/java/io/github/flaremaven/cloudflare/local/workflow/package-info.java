/** Instances of Workflows, as the API shows and changes them. */
@NullMarked
package io.github.flaremaven.cloudflare.local.workflow;

import org.jspecify.annotations.NullMarked;
