package io.github.flaremaven.cloudflare.local.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A Worker as it is kept. Immutable: every change makes a new one.
 *
 * @param tag stable id, unlike the name
 * @param versions oldest first
 * @param deployments oldest first; the last one counts
 * @param migrationTag the last Durable Object migration that was applied
 * @param objectClasses Durable Object classes by name, each with the key that its data is stored under for ever
 * @param settings settings that belong to no version: tags, observability, logpush, tail consumers
 * @param subdomain {@code enabled} and {@code previews_enabled}
 * @param triggers routes, custom domains, schedules, as they were set
 */
public record Script(
        String name,
        String tag,
        Instant createdOn,
        List<Version> versions,
        List<Deployment> deployments,
        Optional<String> migrationTag,
        Map<String, ObjectClass> objectClasses,
        ObjectNode settings,
        ObjectNode subdomain,
        ObjectNode triggers) {

    /** How many versions of a Worker are kept. */
    public static final int MOST_VERSIONS = 100;

    private static final int DEVELOPMENT_VERSIONS = 2;

    /** {@code uniqueKey} never changes, not even when the class is renamed. */
    public record ObjectClass(String uniqueKey, boolean sqlite) {}

    public Script {
        versions = List.copyOf(versions);
        deployments = List.copyOf(deployments);
        objectClasses = Map.copyOf(objectClasses);
    }

    /** A Worker without versions. */
    public static Script create(String name, String tag, Instant now) {
        return new Script(
                name,
                tag,
                now,
                List.of(),
                List.of(),
                Optional.empty(),
                Map.of(),
                Json.object(),
                Json.object().put("enabled", false).put("previews_enabled", false),
                Json.object());
    }

    public Optional<Version> version(String id) {
        return versions.stream().filter(v -> v.id().equals(id)).findFirst();
    }

    public Optional<Version> latestVersion() {
        return versions.isEmpty() ? Optional.empty() : Optional.of(versions.get(versions.size() - 1));
    }

    public Optional<Deployment> current() {
        return deployments.isEmpty() ? Optional.empty() : Optional.of(deployments.get(deployments.size() - 1));
    }

    /** The version with the largest share of the present deployment; of equal ones the newest. It owns the objects. */
    public Optional<Version> leadingVersion() {
        return current().stream()
                .flatMap(d -> d.shares().stream())
                .max(Comparator.comparingDouble(Deployment.Share::percentage)
                        .thenComparing(
                                s -> version(s.versionId()).map(Version::number).orElse(0L)))
                .flatMap(s -> version(s.versionId()));
    }

    /** What the Worker shows of itself: the version that leads, or the newest while none is deployed. */
    public Optional<Version> shownVersion() {
        return leadingVersion().or(this::latestVersion);
    }

    public VersionRef ref(Version version) {
        return new VersionRef(name, version.id());
    }

    /** Adds a version and forgets old ones: as in production, the last {@value #MOST_VERSIONS} can be deployed. */
    public Script plus(Version version) {
        List<Version> all = append(versions, version);
        Set<String> kept = current().stream()
                .flatMap(d -> d.shares().stream())
                .map(Deployment.Share::versionId)
                .collect(Collectors.toSet());
        all.stream().skip(Math.max(0, all.size() - MOST_VERSIONS)).forEach(v -> kept.add(v.id()));
        return new Script(
                name,
                tag,
                createdOn,
                all.stream().filter(v -> kept.contains(v.id())).toList(),
                deployments.stream()
                        .filter(d -> d.shares().stream().allMatch(s -> kept.contains(s.versionId())))
                        .toList(),
                migrationTag,
                objectClasses,
                settings,
                subdomain,
                triggers);
    }

    /** Forgets every other version. */
    public Script withOnly(Version version, Deployment deployment) {
        return new Script(
                name,
                tag,
                createdOn,
                List.of(version),
                List.of(deployment),
                migrationTag,
                objectClasses,
                settings,
                subdomain,
                triggers);
    }

    /**
     * Adds a deployment. Of the versions of a development loop only the newest two stay: what runs, and the one before, which
     * may still be busy with requests.
     */
    public Script plus(Deployment deployment) {
        List<String> development = versions.stream()
                .filter(v -> v.source().equals(Version.DEVELOPMENT))
                .map(Version::id)
                .toList();
        Set<String> replaced =
                new HashSet<>(development.subList(0, Math.max(0, development.size() - DEVELOPMENT_VERSIONS)));
        deployment.shares().forEach(s -> replaced.remove(s.versionId()));
        return replaced.isEmpty() ? deployed(deployment) : without(replaced).deployed(deployment);
    }

    private Script without(Set<String> replaced) {
        return new Script(
                name,
                tag,
                createdOn,
                versions.stream().filter(v -> !replaced.contains(v.id())).toList(),
                deployments.stream()
                        .filter(d -> d.shares().stream().noneMatch(s -> replaced.contains(s.versionId())))
                        .toList(),
                migrationTag,
                objectClasses,
                settings,
                subdomain,
                triggers);
    }

    private Script deployed(Deployment deployment) {
        return new Script(
                name,
                tag,
                createdOn,
                versions,
                append(deployments, deployment),
                migrationTag,
                objectClasses,
                settings,
                subdomain,
                triggers);
    }

    public Script withMigration(Optional<String> newTag, Map<String, ObjectClass> classes) {
        return new Script(name, tag, createdOn, versions, deployments, newTag, classes, settings, subdomain, triggers);
    }

    public Script withSettings(ObjectNode newSettings) {
        return new Script(
                name,
                tag,
                createdOn,
                versions,
                deployments,
                migrationTag,
                objectClasses,
                newSettings,
                subdomain,
                triggers);
    }

    public Script withSubdomain(ObjectNode newSubdomain) {
        return new Script(
                name,
                tag,
                createdOn,
                versions,
                deployments,
                migrationTag,
                objectClasses,
                settings,
                newSubdomain,
                triggers);
    }

    public Script named(String newName) {
        return new Script(
                newName,
                tag,
                createdOn,
                versions,
                deployments,
                migrationTag,
                objectClasses,
                settings,
                subdomain,
                triggers);
    }

    public Script withTrigger(String kind, JsonNode value) {
        ObjectNode changed = triggers.deepCopy();
        changed.set(kind, value);
        return new Script(
                name, tag, createdOn, versions, deployments, migrationTag, objectClasses, settings, subdomain, changed);
    }

    private static <T> List<T> append(List<T> list, T item) {
        List<T> longer = new ArrayList<>(list);
        longer.add(item);
        return longer;
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object();
        json.put("name", name);
        json.put("tag", tag);
        json.put("createdOn", createdOn.toString());
        migrationTag.ifPresent(t -> json.put("migrationTag", t));
        ObjectNode classes = json.putObject("objectClasses");
        objectClasses.forEach((className, c) ->
                classes.putObject(className).put("uniqueKey", c.uniqueKey()).put("sqlite", c.sqlite()));
        json.set("settings", settings);
        json.set("subdomain", subdomain);
        json.set("triggers", triggers);
        ArrayNode versionList = json.putArray("versions");
        versions.forEach(v -> versionList.add(v.toJson()));
        ArrayNode deploymentList = json.putArray("deployments");
        deployments.forEach(d -> deploymentList.add(d.toJson()));
        return json;
    }

    static Script fromJson(JsonNode json) {
        List<Version> versions = new ArrayList<>();
        json.path("versions").forEach(v -> versions.add(Version.fromJson(v)));
        List<Deployment> deployments = new ArrayList<>();
        json.path("deployments").forEach(d -> deployments.add(Deployment.fromJson(d)));
        Map<String, ObjectClass> classes = new LinkedHashMap<>();
        json.path("objectClasses")
                .properties()
                .forEach(e -> classes.put(
                        e.getKey(),
                        new ObjectClass(
                                e.getValue().path("uniqueKey").asText(),
                                e.getValue().path("sqlite").asBoolean())));
        return new Script(
                json.path("name").asText(),
                json.path("tag").asText(),
                Instant.parse(json.path("createdOn").asText()),
                versions,
                deployments,
                Json.text(json, "migrationTag"),
                classes,
                (ObjectNode) json.path("settings"),
                (ObjectNode) json.path("subdomain"),
                (ObjectNode) json.path("triggers"));
    }
}
