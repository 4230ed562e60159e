package io.github.flaremaven.cloudflare.local.hyperdrive;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A database that Workers reach.
 *
 * @param scheme {@code postgresql} or {@code mysql}
 * @param user percent-encoded, as in a connection string; the password and the database too
 */
public record Origin(String scheme, String host, int port, String user, String password, String database) {
    private static final Pattern CONNECTION = Pattern.compile(
            "(?<scheme>postgres|postgresql|mysql)://(?<user>[^:@/?]+):(?<password>[^@/?]+)@(?<host>\\[[^\\]]+]|[^:/?@]+)"
                    + "(:(?<port>\\d{1,5}))?/(?<database>[^?/]+)(\\?.*)?",
            Pattern.CASE_INSENSITIVE);
    private static final int POSTGRES_PORT = 5432;
    private static final int MYSQL_PORT = 3306;

    /** Reads a connection string, by wrangler's rules. */
    public static Optional<Origin> parse(String connectionString) {
        Matcher matcher = CONNECTION.matcher(connectionString.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String scheme = scheme(matcher.group("scheme"));
        String port = matcher.group("port");
        return Optional.of(new Origin(
                scheme,
                matcher.group("host"),
                port == null ? defaultPort(scheme) : Integer.parseInt(port),
                matcher.group("user"),
                matcher.group("password"),
                matcher.group("database")));
    }

    /** Reads {@code origin} of a Hyperdrive config; absent when it leads through Access or a VPC, which are not here. */
    static Optional<Origin> of(JsonNode origin) {
        Optional<String> host = Json.text(origin, "host");
        if (host.isEmpty() || origin.has("access_client_id") || origin.has("service_id")) {
            return Optional.empty();
        }
        String scheme = scheme(origin.path("scheme").asText());
        return Optional.of(new Origin(
                scheme,
                host.get(),
                origin.path("port").asInt(defaultPort(scheme)),
                encode(origin.path("user").asText()),
                encode(origin.path("password").asText()),
                encode(origin.path("database").asText())));
    }

    private static String scheme(String given) {
        return given.toLowerCase(Locale.ROOT).equals("mysql") ? "mysql" : "postgresql";
    }

    private static int defaultPort(String scheme) {
        return scheme.equals("mysql") ? MYSQL_PORT : POSTGRES_PORT;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Without the password. */
    @Override
    public String toString() {
        return scheme + "://" + user + "@" + host + ":" + port + "/" + database;
    }
}
