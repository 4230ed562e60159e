package io.github.flaremaven.cloudflare.maven;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.cloudflare.Subdomain;
import io.github.flaremaven.cloudflare.config.LoadedConfig;
import io.github.flaremaven.cloudflare.config.model.Binding;
import io.github.flaremaven.cloudflare.config.model.Route;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import io.github.flaremaven.cloudflare.local.EmbeddedCloudflare;
import io.github.flaremaven.cloudflare.observe.HealthCheck;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Knows where the health of an environment is asked. */
public final class HealthTargets implements AutoCloseable {
    private final Workbench bench;
    private final String path;
    private final Optional<String> url;
    private Optional<Target> target = Optional.empty();

    /** {@code url} is the address that the user gives, for one environment. */
    public HealthTargets(Workbench bench, String path, Optional<String> url) {
        this.bench = bench;
        this.path = path.startsWith("/") ? path : "/" + path;
        this.url = url;
    }

    /** Asks the chosen environment, or all of the config. */
    public List<HealthCheck.Result> check(boolean all, HealthCheck.Expectations expectations) {
        List<LoadedConfig> configs = new ArrayList<>();
        if (all) {
            List<String> environments = bench.environments();
            (environments.isEmpty() ? List.of("") : environments).forEach(e -> configs.add(bench.configOf(e)));
        } else {
            configs.add(bench.config(false));
        }
        if (url.isPresent() && configs.size() > 1) {
            throw new InputFailure("cloudflare.url names one address, and there are " + configs.size()
                    + " environments to ask; leave out one of the two");
        }
        Target opened = bench.open(configs.get(0));
        target = Optional.of(opened);
        HealthCheck check = new HealthCheck(opened.http().get(), expectations);
        return configs.stream()
                .map(c -> check.check(target(c.worker(), opened)))
                .toList();
    }

    private HealthCheck.Target target(WorkerConfig config, Target opened) {
        String environment = config.environment().orElse("(top level)");
        Optional<String> expected = config.bindings().stream()
                .filter(b -> b.name().equals("ENVIRONMENT") && b instanceof Binding.PlainText)
                .map(b -> ((Binding.PlainText) b).text())
                .findFirst();
        if (opened.workersPort().isPresent() && url.isEmpty()) {
            // *.localhost does not resolve everywhere, so the Worker is named by a header.
            return new HealthCheck.Target(
                    environment,
                    URI.create("http://127.0.0.1:" + opened.workersPort().get() + path),
                    Map.of(EmbeddedCloudflare.HOST_HEADER, config.name() + ".localhost"),
                    expected);
        }
        return new HealthCheck.Target(environment, URI.create(base(config, opened) + path), Map.of(), expected);
    }

    private String base(WorkerConfig config, Target opened) {
        if (url.isPresent()) {
            String given = url.get();
            return given.endsWith("/") ? given.substring(0, given.length() - 1) : given;
        }
        Optional<String> domain =
                config.customDomains().stream().map(Route::pattern).findFirst().map(h -> "https://" + h);
        return domain.or(() -> {
                    Subdomain subdomain = opened.api().worker(config.name()).subdomain();
                    return subdomain.enabled() ? subdomain.url().map(HealthTargets::absolute) : Optional.empty();
                })
                .orElseThrow(
                        () -> new InputFailure(
                                "the Worker " + config.name()
                                        + " has neither a custom domain nor a workers.dev address; say where it is with -Dcloudflare.url"));
    }

    private static String absolute(String address) {
        return address.startsWith("http") ? address : "https://" + address;
    }

    @Override
    public void close() {
        target.ifPresent(Target::close);
    }
}
