package io.github.flaremaven.cloudflare.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.cloudflare.Deployment;
import io.github.flaremaven.cloudflare.cloudflare.Version;
import io.github.flaremaven.cloudflare.observe.HealthCheck;
import io.github.flaremaven.cloudflare.release.Numbers;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The lists that goals print, and the same as JSON. */
public final class Tables {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

    private Tables() {}

    /** Versions, newest first. {@code shares} marks those that have traffic. */
    public static TextTable versions(List<Version> versions, List<Deployment.Share> shares) {
        TextTable table = new TextTable("Version", "No.", "Created", "Traffic", "Source", "Tag", "Message");
        for (Version v : versions) {
            table.row(
                    v.id(),
                    Long.toString(v.number()),
                    time(v.createdOn()),
                    share(v.id(), shares).map(Numbers::percent).orElse("-"),
                    v.source(),
                    v.tag().orElse("-"),
                    v.message().orElse("-"));
        }
        return table;
    }

    public static ObjectNode json(Version version) {
        ObjectNode node = Json.object();
        node.put("id", version.id());
        node.put("number", version.number());
        node.put("createdOn", version.createdOn().toString());
        node.put("source", version.source());
        node.put("author", version.author());
        version.tag().ifPresent(t -> node.put("tag", t));
        version.message().ifPresent(m -> node.put("message", m));
        return node;
    }

    /** Deployments, newest first. */
    public static TextTable deployments(List<Deployment> deployments) {
        TextTable table = new TextTable("Created", "Versions", "Source", "Message");
        for (Deployment d : deployments) {
            table.row(
                    time(d.createdOn()),
                    d.shares().stream()
                            .map(s -> s.versionId() + " at " + Numbers.percent(s.percentage()))
                            .collect(Collectors.joining(", ")),
                    d.source(),
                    d.message().orElse("-"));
        }
        return table;
    }

    public static ObjectNode json(Deployment deployment) {
        ObjectNode node = Json.object();
        node.put("id", deployment.id());
        node.put("createdOn", deployment.createdOn().toString());
        node.put("source", deployment.source());
        node.put("author", deployment.author());
        deployment.message().ifPresent(m -> node.put("message", m));
        node.set("versions", shares(deployment.shares()));
        return node;
    }

    public static ArrayNode shares(List<Deployment.Share> shares) {
        ArrayNode list = Json.array();
        shares.forEach(s -> list.addObject().put("versionId", s.versionId()).put("percentage", s.percentage()));
        return list;
    }

    /** Health of environments. */
    public static TextTable health(List<HealthCheck.Result> results) {
        TextTable table = new TextTable("Environment", "URL", "Status", "Latency", "Says", "Version", "Verdict");
        for (HealthCheck.Result r : results) {
            table.row(
                    r.target().environment(),
                    r.target().url().toString(),
                    r.status() == 0 ? "-" : Integer.toString(r.status()),
                    r.latency().toMillis() + " ms",
                    r.reportedStatus().orElse("-"),
                    r.reportedVersion().orElse("-"),
                    r.isHealthy() ? "healthy" : String.join("; ", r.problems()));
        }
        return table;
    }

    public static ObjectNode json(HealthCheck.Result result) {
        ObjectNode node = Json.object();
        node.put("environment", result.target().environment());
        node.put("url", result.target().url().toString());
        node.put("healthy", result.isHealthy());
        node.put("httpStatus", result.status());
        node.put("latencyMs", result.latency().toMillis());
        result.reportedStatus().ifPresent(s -> node.put("status", s));
        result.reportedVersion().ifPresent(v -> node.put("version", v));
        result.reportedEnvironment().ifPresent(e -> node.put("reportedEnvironment", e));
        node.put("body", result.body());
        node.set("problems", Json.array(result.problems()));
        return node;
    }

    private static Optional<Double> share(String versionId, List<Deployment.Share> shares) {
        return shares.stream()
                .filter(s -> s.versionId().equals(versionId))
                .map(Deployment.Share::percentage)
                .findFirst();
    }

    private static String time(Instant instant) {
        return TIME.format(instant.atZone(ZoneId.systemDefault()));
    }
}
