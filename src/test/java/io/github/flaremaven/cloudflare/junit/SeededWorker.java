package io.github.flaremaven.cloudflare.junit;

import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** The Worker of {@code projects/seeded}, as a project would have it tested. */
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@WorkerTest(project = "target/test-classes/projects/seeded")
@interface SeededWorker {}
