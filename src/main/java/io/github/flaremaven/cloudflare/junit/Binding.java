package io.github.flaremaven.cloudflare.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Which of the Worker's bindings a parameter of a {@link WorkerTest} is for. */
@Documented
@Target({ElementType.PARAMETER, ElementType.RECORD_COMPONENT})
@Retention(RetentionPolicy.RUNTIME)
public @interface Binding {
    /** Its name, as the config has it. For a queue that the Worker only receives from: the name of the queue. */
    String value();
}
