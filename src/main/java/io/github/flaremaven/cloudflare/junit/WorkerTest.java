package io.github.flaremaven.cloudflare.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A class of tests against a Worker that really runs, on workerd, in an embedded Cloudflare.
 *
 * <p>Where {@code cloudflare:start} has started the Worker of this project, its tests share that one. Otherwise the class gets
 * an embedded Cloudflare of its own, with nothing in it but the Worker and the seeds, which ends with the class.
 *
 * <p>Constructors, lifecycle methods and tests may have these parameters: {@link Worker}; {@link Kv}, {@link R2}, {@link D1} and
 * {@link Queue}, each with {@link Binding} where the Worker has several; a record of such handles, as {@code cloudflare:types}
 * makes it; {@link java.net.URI} for the Worker's address; {@link java.net.http.HttpClient}.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(WorkerTestExtension.class)
public @interface WorkerTest {
    /** The folder of the Worker's project; relative to the project that is tested, which is the default. */
    String project() default "";

    /**
     * The environment of the config. Default: the one of the Worker that {@code cloudflare:start} runs, then the property
     * {@code cloudflare.env} or {@code env}, then the variable {@code CLOUDFLARE_ENV}; without them {@code local} or
     * {@code development}, where the config has one of them, else the top level.
     */
    String env() default "";

    /** Folders of projects whose Workers this one is bound to; relative to the project that is tested. */
    String[] with() default {};

    /**
     * The folder of the seeds, and of answers to products that exist only at Cloudflare; relative to the project. It need not
     * exist.
     */
    String seeds() default "src/test/cloudflare";

    /** Gives the class an embedded Cloudflare of its own even where {@code cloudflare:start} runs one. */
    boolean own() default false;
}
