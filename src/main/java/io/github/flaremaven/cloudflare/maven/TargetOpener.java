package io.github.flaremaven.cloudflare.maven;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Pause;
import io.github.flaremaven.cloudflare.base.Secret;
import io.github.flaremaven.cloudflare.base.ToolVersions;
import io.github.flaremaven.cloudflare.cloudflare.CloudflareApi;
import io.github.flaremaven.cloudflare.cloudflare.IdentityApi;
import io.github.flaremaven.cloudflare.cloudflare.http.ApiClient;
import io.github.flaremaven.cloudflare.cloudflare.http.Call;
import io.github.flaremaven.cloudflare.cloudflare.http.Credentials;
import io.github.flaremaven.cloudflare.cloudflare.http.HttpClients;
import io.github.flaremaven.cloudflare.cloudflare.http.HttpTransport;
import io.github.flaremaven.cloudflare.cloudflare.http.Transport;
import io.github.flaremaven.cloudflare.cloudflare.http.TransportListener;
import io.github.flaremaven.cloudflare.cloudflare.http.WriteGate;
import io.github.flaremaven.cloudflare.config.ToolEnvironment;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import io.github.flaremaven.cloudflare.console.Console;
import io.github.flaremaven.cloudflare.console.DryRunGate;
import io.github.flaremaven.cloudflare.local.EmbeddedCloudflare;
import io.github.flaremaven.cloudflare.testbed.StandInDatabases;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Opens the Cloudflare that a goal is to work on: the real API, or the embedded one. */
final class TargetOpener {
    private static final String API = "https://api.cloudflare.com/client/v4";
    private static final String FEDRAMP_API = "https://api.fed.cloudflare.com/client/v4";

    private final Surroundings surroundings;
    private final Parameters parameters;
    private final ToolEnvironment environment;
    private final Console console;
    private final LocalCloudflare local;

    TargetOpener(
            Surroundings surroundings,
            Parameters parameters,
            ToolEnvironment environment,
            Console console,
            LocalCloudflare local) {
        this.surroundings = surroundings;
        this.parameters = parameters;
        this.environment = environment;
        this.console = console;
        this.local = local;
    }

    /** {@code config} is absent where no Worker is meant. */
    Target open(boolean embedded, Optional<WorkerConfig> config) {
        return embedded ? openLocal(config) : openRemote(config);
    }

    private Target openLocal(Optional<WorkerConfig> config) {
        LocalCloudflare.Running hold = local.open();
        HttpClients clients = new HttpClients();
        try {
            Credentials credentials =
                    new Credentials.ApiToken(new Secret(EmbeddedCloudflare.TOKEN), "the embedded Cloudflare");
            String account = configuredAccount(config).orElse(EmbeddedCloudflare.ACCOUNT_ID);
            URI base = hold.address().apiBase();
            ApiClient client = client(transport(base, credentials, Optional.empty(), clients), credentials);
            CloudflareApi api = new CloudflareApi(client, account);
            if (!parameters.dryRun()) {
                config.ifPresent(c -> new StandInDatabases(environment::get).tell(api.hyperdrive(), c));
            }
            return new Target(
                    api,
                    new IdentityApi(client),
                    "the embedded Cloudflare (" + local.folder() + ")",
                    account,
                    Optional.of(hold.address().workersPort()),
                    hold.address().process() == ProcessHandle.current().pid(),
                    () -> clients.begin(http(Optional.empty())).get(),
                    credentials.source(),
                    () -> {
                        clients.close();
                        hold.close();
                    });
        } catch (RuntimeException e) {
            clients.close();
            hold.close();
            throw e;
        }
    }

    private Target openRemote(Optional<WorkerConfig> config) {
        if (parameters.localFaults().isPresent()) {
            throw new InputFailure("cloudflare.local.faults is for rehearsals, and this goal would work on the real "
                    + "Cloudflare; add -Dcloudflare.local");
        }
        CredentialsFinder finder = new CredentialsFinder(surroundings, environment, parameters.serverId());
        boolean offline = surroundings.session().isOffline();
        if (parameters.dryRun() && (offline || !finder.isPresent())) {
            return openAssumed(config, offline);
        }
        if (offline) {
            throw new InputFailure(
                    "Maven is offline (-o) and this goal needs the Cloudflare API; run it without -o, or with "
                            + "-Dcloudflare.local on the embedded Cloudflare");
        }
        Credentials credentials = finder.find();
        URI base = apiBase(config);
        Optional<HttpTransport.Proxy> proxy = ProxyFinder.find(surroundings, base);
        HttpClients clients = new HttpClients();
        ApiClient client = client(transport(base, credentials, proxy, clients), credentials);
        IdentityApi identity = new IdentityApi(client);
        String account;
        try {
            account = configuredAccount(config).or(finder::accountOfServer).orElseGet(() -> onlyAccount(identity));
        } catch (RuntimeException e) {
            clients.close();
            throw e;
        }
        return new Target(
                new CloudflareApi(client, account),
                identity,
                base.getAuthority() + " (account " + account + ")",
                account,
                Optional.empty(),
                false,
                () -> clients.begin(http(proxy)).get(),
                credentials.source(),
                clients::close);
    }

    /** A dry run that cannot or must not look at the account. */
    private Target openAssumed(Optional<WorkerConfig> config, boolean offline) {
        Credentials none = new Credentials.ApiToken(new Secret(""), "nowhere");
        ApiClient client = client(new AssumedAccount(config), none);
        return new Target(
                new CloudflareApi(client, configuredAccount(config).orElse("0".repeat(32))),
                new IdentityApi(client),
                "an account that is not looked at (" + (offline ? "offline" : "no credentials")
                        + "; the Worker is assumed to exist)",
                "",
                Optional.empty(),
                false,
                HttpClient::newHttpClient,
                none.source(),
                () -> {});
    }

    private Optional<String> configuredAccount(Optional<WorkerConfig> config) {
        return config.flatMap(WorkerConfig::accountId)
                .or(parameters::accountId)
                .or(() -> variable("CLOUDFLARE_ACCOUNT_ID"))
                .or(() -> variable("CF_ACCOUNT_ID"));
    }

    private static String onlyAccount(IdentityApi identity) {
        List<IdentityApi.Account> accounts = identity.accounts();
        if (accounts.size() == 1) {
            return accounts.get(0).id();
        }
        throw new InputFailure(
                accounts.isEmpty()
                        ? "the credentials reach no account by themselves; set CLOUDFLARE_ACCOUNT_ID or account_id"
                        : "the credentials reach several accounts; set CLOUDFLARE_ACCOUNT_ID or account_id to one of them: "
                                + accounts.stream()
                                        .map(a -> a.id() + " (" + a.name() + ")")
                                        .collect(Collectors.joining(", ")));
    }

    private URI apiBase(Optional<WorkerConfig> config) {
        Optional<String> region =
                config.flatMap(WorkerConfig::complianceRegion).or(() -> variable("CLOUDFLARE_COMPLIANCE_REGION"));
        String base = parameters
                .apiBaseUrl()
                .or(() -> variable("CLOUDFLARE_API_BASE_URL"))
                .or(() -> variable("CF_API_BASE_URL"))
                .orElse(region.equals(Optional.of("fedramp_high")) ? FEDRAMP_API : API);
        try {
            URI uri = URI.create(base.endsWith("/") ? base.substring(0, base.length() - 1) : base);
            if (uri.getHost() != null && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw badBase(base);
        }
        throw badBase(base);
    }

    private static InputFailure badBase(String base) {
        return new InputFailure("the API's base address \"" + base + "\" must be an http or https URL such as " + API);
    }

    private Optional<String> variable(String name) {
        return environment.get(name).map(Secret::reveal).filter(v -> !v.isBlank());
    }

    private ApiClient client(Transport transport, Credentials credentials) {
        WriteGate gate = parameters.dryRun() ? new DryRunGate(console) : WriteGate.open();
        return new ApiClient(transport, gate, credentials);
    }

    private Transport transport(
            URI base, Credentials credentials, Optional<HttpTransport.Proxy> proxy, HttpClients clients) {
        return new HttpTransport(
                new HttpTransport.ApiTarget(base, credentials, userAgent(), proxy),
                clients,
                new TransportListener() {
                    @Override
                    public void answered(Call call, int status, Duration took) {
                        console.debug(call.line() + " → " + status + " in " + took.toMillis() + " ms");
                    }

                    @Override
                    public void retrying(Call call, String reason, Duration wait) {
                        console.debug(call.line() + " again in " + wait.toMillis() + " ms: " + reason);
                    }
                },
                Clock.systemUTC(),
                Pause.sleeping());
    }

    static String userAgent() {
        return "cloudflare-maven-plugin/" + ToolVersions.load().plugin();
    }

    private static HttpClient.Builder http(Optional<HttpTransport.Proxy> proxy) {
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10));
        proxy.ifPresent(p -> {
            builder.proxy(p.selector());
            p.authenticator().ifPresent(builder::authenticator);
        });
        return builder;
    }
}
