package io.github.flaremaven.cloudflare.goal;

import io.github.flaremaven.cloudflare.config.BuildValues;
import io.github.flaremaven.cloudflare.maven.Workbench;
import java.io.File;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * A goal that works with the whole config. Its parameters say what the flags of {@code wrangler deploy} say: values that
 * take the place of the config's or join them. On the command line several values are separated by commas.
 */
abstract class ConfiguredMojo extends WorkerMojo {
    /**
     * The compatibility flags, instead of the config's.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.compatibilityFlags")
    private @Nullable List<String> compatibilityFlags;

    /**
     * The entry module, instead of the config's.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.main")
    private @Nullable File main;

    /**
     * The folder of static assets, instead of the config's.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.assets")
    private @Nullable File assets;

    /**
     * Variables that join the config's <code>vars</code>, each <code>NAME:VALUE</code>.
     * <code>-Dcloudflare.var.NAME=VALUE</code> gives one alone.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.var")
    private @Nullable List<String> var;

    /**
     * Replacements in the code that join the config's <code>define</code>, each <code>NAME:VALUE</code>.
     * <code>-Dcloudflare.define.NAME=VALUE</code> gives one alone.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.define")
    private @Nullable List<String> define;

    /**
     * Modules that take the place of others and join the config's <code>alias</code>, each <code>NAME:MODULE</code>.
     * <code>-Dcloudflare.alias.NAME=MODULE</code> gives one alone.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.alias")
    private @Nullable List<String> alias;

    /**
     * Whether the code is minified, instead of the config's <code>minify</code>.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.minify")
    private @Nullable Boolean minify;

    /**
     * Whether the code is uploaded as it is, instead of the config's <code>no_bundle</code>.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.noBundle")
    private @Nullable Boolean noBundle;

    /**
     * Whether source maps go with the code, instead of the config's <code>upload_source_maps</code>.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.uploadSourceMaps")
    private @Nullable Boolean uploadSourceMaps;

    /**
     * The <code>tsconfig.json</code> for bundling, instead of the config's.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.tsconfig")
    private @Nullable File tsconfig;

    /**
     * The function that JSX elements become calls of, instead of the config's <code>jsx_factory</code>.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.jsxFactory")
    private @Nullable String jsxFactory;

    /**
     * What JSX fragments become, instead of the config's <code>jsx_fragment</code>.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.jsxFragment")
    private @Nullable String jsxFragment;

    /**
     * Keeps variables that were set in the dashboard; <code>false</code> leaves that to the config's
     * <code>keep_vars</code>.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.keepVars")
    private @Nullable Boolean keepVars;

    /**
     * The routes, instead of the config's <code>route</code> or <code>routes</code>.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.routes")
    private @Nullable List<String> routes;

    /**
     * Custom domains beside the routes.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.domains")
    private @Nullable List<String> domains;

    /**
     * The cron schedules, instead of the config's. On the command line they are separated by semicolons.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.triggers")
    private @Nullable List<String> triggers;

    /**
     * Whether trace events go to Logpush, instead of the config's <code>logpush</code>.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.logpush")
    private @Nullable Boolean logpush;

    /**
     * How Durable Objects get new code: <code>immediate</code>, or <code>deferred</code> and the longest delay, such as
     * <code>deferred 30s</code>.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.durableObjectsCodeUpdateMode")
    private @Nullable String durableObjectsCodeUpdateMode;

    /** A build that names what is to be deployed needs no config file. */
    @Override
    boolean hasWorker(Workbench bench) {
        return super.hasWorker(bench) || main != null || assets != null;
    }

    @Override
    void gather(BuildValues values) {
        super.gather(values);
        values.texts("compatibilityFlags", several(compatibilityFlags))
                .file("main", path(main))
                .assets("assets", path(assets))
                .vars("var", several(var))
                .pairs("define", several(define))
                .pairs("alias", several(alias))
                .flag("minify", Optional.ofNullable(minify))
                .flag("noBundle", Optional.ofNullable(noBundle))
                .flag("uploadSourceMaps", Optional.ofNullable(uploadSourceMaps))
                .file("tsconfig", path(tsconfig))
                .text("jsxFactory", Optional.ofNullable(jsxFactory))
                .text("jsxFragment", Optional.ofNullable(jsxFragment))
                .keepVars("keepVars", Optional.ofNullable(keepVars))
                .texts("routes", several(routes))
                .domains("domains", several(domains))
                .crons("triggers", several(triggers))
                .flag("logpush", Optional.ofNullable(logpush))
                .codeUpdateMode("durableObjectsCodeUpdateMode", Optional.ofNullable(durableObjectsCodeUpdateMode));
    }

    /** Maven gives an empty list where nobody said anything. */
    private static Optional<List<String>> several(@Nullable List<String> given) {
        return Optional.ofNullable(given).filter(list -> !list.isEmpty());
    }
}
