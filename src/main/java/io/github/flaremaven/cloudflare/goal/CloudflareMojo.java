package io.github.flaremaven.cloudflare.goal;

import io.github.flaremaven.cloudflare.base.Failure;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.config.BuildValues;
import io.github.flaremaven.cloudflare.config.ConfigOverride;
import io.github.flaremaven.cloudflare.console.Findings;
import io.github.flaremaven.cloudflare.maven.Parameters;
import io.github.flaremaven.cloudflare.maven.Surroundings;
import io.github.flaremaven.cloudflare.maven.Workbench;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.inject.Inject;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.apache.maven.project.MavenProjectHelper;
import org.eclipse.aether.RepositorySystem;
import org.jspecify.annotations.Nullable;

/** What all goals share: the parameters that choose environment and target, and how a failure ends the build. */
abstract class CloudflareMojo extends AbstractMojo {
    @Parameter(defaultValue = "${session}", readonly = true, required = true)
    private MavenSession session;

    @Parameter(defaultValue = "${project}", readonly = true, required = true)
    private MavenProject project;

    @Parameter(defaultValue = "${mojoExecution}", readonly = true, required = true)
    private MojoExecution execution;

    @Inject
    private RepositorySystem repositories;

    @Inject
    private MavenProjectHelper helper;

    /**
     * The environment of the config; <code>-Denv</code> is short for it. <code>dev</code>, <code>stage</code> and
     * <code>prod</code> find <code>development</code>, <code>staging</code> and <code>production</code>; an empty value
     * means the top level; <code>local</code> means the embedded Cloudflare. Without it <code>CLOUDFLARE_ENV</code> counts.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.env", defaultValue = "${env}")
    private @Nullable String env;

    /**
     * Works on the embedded Cloudflare instead of the real one, whatever the environment.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.local", defaultValue = "false")
    private boolean local;

    /**
     * Does nothing.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.skip", defaultValue = "false")
    private boolean skip;

    /**
     * The config file, instead of the <code>wrangler.json</code>, <code>wrangler.jsonc</code> or
     * <code>wrangler.toml</code> that is found from the project's folder upwards.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.config")
    private @Nullable File config;

    /**
     * The Worker's name, instead of the one that config and environment give. Taken as it is, without a suffix.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.name")
    private @Nullable String name;

    /**
     * The compatibility date, <code>YYYY-MM-DD</code>, instead of the config's.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.compatibilityDate")
    private @Nullable String compatibilityDate;

    /**
     * The <code>&lt;server&gt;</code> of settings.xml that holds the API token as its password.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.serverId", defaultValue = "cloudflare")
    private String serverId;

    /**
     * The account, 32 hex digits. The config's <code>account_id</code> counts first, then this, then
     * <code>CLOUDFLARE_ACCOUNT_ID</code>, then the server of settings.xml, then the only one that the token reaches.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.accountId")
    private @Nullable String accountId;

    /**
     * The API's base address. <code>CLOUDFLARE_API_BASE_URL</code> counts as well.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.apiBaseUrl")
    private @Nullable String apiBaseUrl;

    /**
     * Reads, builds and checks everything, and shows each request that would change something instead of sending it.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.dryRun", defaultValue = "false")
    private boolean dryRun;

    /**
     * The folder of the embedded Cloudflare's state. Default: <code>.cloudflare</code> in the folder that all modules have
     * in common.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.local.directory")
    private @Nullable File localDirectory;

    /**
     * The folder of files that answer, in the embedded Cloudflare, for products that exist only at Cloudflare:
     * <code>BINDING.json</code> for each binding. Default: <code>src/test/cloudflare</code>.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.local.answers")
    private @Nullable File localAnswers;

    /**
     * Faults that the API of the embedded Cloudflare plays, to rehearse a release in bad weather: rules such as
     * <code>PUT /accounts/*#1=429(retry-after=2); *=drip</code>, or <code>@</code> and the name of a file that has them.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.local.faults")
    private @Nullable String localFaults;

    /**
     * The workerd binary that runs local Workers, instead of the one that is found or installed.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.workerd")
    private @Nullable File workerd;

    /**
     * The esbuild binary, instead of the one that comes as a Maven artifact.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.esbuild")
    private @Nullable File esbuild;

    /**
     * The folder that keeps esbuild, workerd and what else is installed once for all builds. Default:
     * <code>.cache/cloudflare-maven-plugin</code> in the local repository.
     *
     * @since 0.1.0
     */
    @Parameter(property = "cloudflare.cache")
    private @Nullable File cache;

    @Override
    public final void execute() throws MojoExecutionException, MojoFailureException {
        Surroundings surroundings = new Surroundings(session, project, execution, repositories, helper, getLog());
        try {
            if (skip) {
                getLog().info("Skipped, because cloudflare.skip is set");
                skipped(surroundings);
            } else {
                run(new Workbench(surroundings, parameters(surroundings)));
            }
        } catch (Failure failure) {
            String message = failure instanceof InputFailure input
                    ? Findings.message(input, surroundings.console())
                    : failure.sentence();
            if (failure.isForUserToMend()) {
                throw because(failure, new MojoFailureException(message));
            }
            throw because(failure, new MojoExecutionException(message));
        }
    }

    /** Maven appends the message of a cause to the sentence; what is suppressed is shown with {@code -e} only. */
    private static <E extends Exception> E because(Failure failure, E end) {
        end.addSuppressed(failure);
        return end;
    }

    /** Does the work. */
    abstract void run(Workbench bench) throws MojoExecutionException;

    /** Called instead of {@link #run} when the goal is skipped. */
    void skipped(Surroundings surroundings) {}

    private Parameters parameters(Surroundings surroundings) {
        return new Parameters(
                Optional.ofNullable(env),
                local,
                path(config),
                serverId,
                Optional.ofNullable(accountId),
                Optional.ofNullable(apiBaseUrl),
                dryRun,
                path(localDirectory),
                path(localAnswers),
                Optional.ofNullable(localFaults),
                path(workerd),
                path(esbuild),
                path(cache),
                overrides(surroundings));
    }

    /** Adds what the goal's parameters say beside the config. */
    void gather(BuildValues values) {
        values.text("name", Optional.ofNullable(name))
                .text("compatibilityDate", Optional.ofNullable(compatibilityDate));
    }

    private List<ConfigOverride> overrides(Surroundings surroundings) {
        BuildValues values = new BuildValues(
                surroundings.folder(), properties(session.getUserProperties()), properties(project.getProperties()));
        gather(values);
        return values.overrides();
    }

    private static Map<String, String> properties(Properties properties) {
        return properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(Function.identity(), properties::getProperty));
    }

    static Optional<Path> path(@Nullable File file) {
        return Optional.ofNullable(file).map(File::toPath);
    }
}
