package io.github.flaremaven.cloudflare.maven;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Secret;
import io.github.flaremaven.cloudflare.cloudflare.http.Credentials;
import io.github.flaremaven.cloudflare.config.ToolEnvironment;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.maven.settings.Server;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.repository.AuthenticationContext;
import org.eclipse.aether.repository.RemoteRepository;

/** Finds who the build is: in the environment, or in settings.xml. Never in a POM and never on the command line. */
final class CredentialsFinder {
    private static final Pattern ENCRYPTED = Pattern.compile("\\{.+}");

    private final Surroundings surroundings;
    private final ToolEnvironment environment;
    private final String serverId;

    CredentialsFinder(Surroundings surroundings, ToolEnvironment environment, String serverId) {
        this.surroundings = surroundings;
        this.environment = environment;
        this.serverId = serverId;
    }

    /**
     * The first that is there: token in the environment, legacy key in the environment, server in settings.xml.
     *
     * @throws InputFailure when there is none; the message names both ways on
     */
    Credentials find() {
        return token().or(this::legacyKey)
                .or(this::server)
                .orElseThrow(() -> new InputFailure(
                        "no credentials for the Cloudflare API: set CLOUDFLARE_API_TOKEN, or add a <server> with the id "
                                + serverId
                                + " and the token as its password to settings.xml; to work without an account, add "
                                + "-Dcloudflare.local"));
    }

    /** Whether there are any. */
    boolean isPresent() {
        return token().isPresent() || legacyKey().isPresent() || server().isPresent();
    }

    /** The account that settings.xml names for the server. */
    Optional<String> accountOfServer() {
        return settingsServer()
                .map(Server::getConfiguration)
                .filter(Xpp3Dom.class::isInstance)
                .map(c -> ((Xpp3Dom) c).getChild("accountId"))
                .map(Xpp3Dom::getValue)
                .filter(id -> !id.isBlank());
    }

    private Optional<Credentials> token() {
        return variable("CLOUDFLARE_API_TOKEN")
                .or(() -> variable("CF_API_TOKEN"))
                .map(token -> {
                    checkCharacters(token);
                    return new Credentials.ApiToken(token, "the environment variable CLOUDFLARE_API_TOKEN");
                });
    }

    private Optional<Credentials> legacyKey() {
        Optional<Secret> key = variable("CLOUDFLARE_API_KEY");
        Optional<Secret> email = variable("CLOUDFLARE_EMAIL");
        return key.isPresent() && email.isPresent()
                ? Optional.of(new Credentials.GlobalKey(
                        key.get(),
                        email.get().reveal(),
                        "the environment variables CLOUDFLARE_API_KEY and CLOUDFLARE_EMAIL"))
                : Optional.empty();
    }

    private Optional<Secret> variable(String name) {
        return environment.get(name).filter(v -> !v.isBlank());
    }

    /** A header can carry Latin-1 only; a token that was pasted with something else in it would fail far from here. */
    private static void checkCharacters(Secret token) {
        token.reveal().chars().filter(c -> c > 0xFF || c < 0x20).findFirst().ifPresent(c -> {
            throw new InputFailure(String.format(
                    java.util.Locale.ROOT,
                    "the API token holds a character that no token has (U+%04X); copy it again",
                    c));
        });
    }

    private Optional<Server> settingsServer() {
        return Optional.ofNullable(surroundings.session().getSettings().getServer(serverId));
    }

    private Optional<Credentials> server() {
        Optional<Server> server = settingsServer();
        if (server.isEmpty()) {
            return Optional.empty();
        }
        String source = "the server " + serverId + " of settings.xml";
        Optional<Secret> password = decryptedPassword();
        if (password.isEmpty() || password.get().isBlank()) {
            throw new InputFailure(source + " has no password; put the API token there");
        }
        if (ENCRYPTED.matcher(password.get().reveal()).matches()) {
            throw new InputFailure("the password of " + source
                    + " cannot be decrypted; check settings-security.xml, or run " + "mvn --encrypt-password again");
        }
        checkCharacters(password.get());
        String user = Optional.ofNullable(server.get().getUsername()).orElse("");
        return Optional.of(
                user.contains("@")
                        ? new Credentials.GlobalKey(password.get(), user, source)
                        : new Credentials.ApiToken(password.get(), source));
    }

    /** Through the resolver, which has decrypted it in every version of Maven. */
    private Optional<Secret> decryptedPassword() {
        RepositorySystemSession session = surroundings.session().getRepositorySession();
        RemoteRepository repository = surroundings
                .repositories()
                .newDeploymentRepository(
                        session,
                        new RemoteRepository.Builder(serverId, "default", "https://api.cloudflare.com").build());
        try (AuthenticationContext context = AuthenticationContext.forRepository(session, repository)) {
            return Optional.ofNullable(context)
                    .map(c -> c.get(AuthenticationContext.PASSWORD))
                    .map(Secret::new);
        }
    }
}
