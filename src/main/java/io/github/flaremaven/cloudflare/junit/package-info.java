/**
 * Tests of Workers with JUnit: {@link io.github.flaremaven.cloudflare.junit.WorkerTest} starts the Worker and gives tests its
 * address, its logs and what it is bound to.
 */
@NullMarked
package io.github.flaremaven.cloudflare.junit;

import org.jspecify.annotations.NullMarked;
