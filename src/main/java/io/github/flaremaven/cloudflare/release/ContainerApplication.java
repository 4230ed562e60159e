package io.github.flaremaven.cloudflare.release;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.config.model.Binding;
import io.github.flaremaven.cloudflare.config.model.Lifecycle;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A container of the config, as the application that the API is to have for it. What the config leaves open is what wrangler
 * makes of it.
 *
 * @param container as the config has it
 */
record ContainerApplication(WorkerConfig worker, JsonNode container) {
    private static final int MAX_INSTANCES = 20;
    private static final double VCPU = 0.0625;
    private static final int MEMORY_MIB = 256;
    private static final int DISK_MB = 2000;

    /** All of the Worker. */
    static List<ContainerApplication> of(WorkerConfig worker) {
        return worker.containers().stream()
                .flatMap(all -> StreamSupport.stream(all.spliterator(), false))
                .map(container -> new ContainerApplication(worker, container))
                .toList();
    }

    String name() {
        return Json.text(container, "name")
                .filter(name -> !name.isEmpty())
                .or(() -> defaultName(worker, className()))
                .orElse("");
    }

    /** The name of a container that the config gives none; absent when the Worker has no name at the top level. */
    static Optional<String> defaultName(WorkerConfig worker, String className) {
        return worker.topLevelName()
                .map(top -> top + "-" + className
                        + worker.environment().map(e -> "-" + e).orElse(""))
                .map(name -> name.toLowerCase(Locale.ROOT).replace(' ', '-'));
    }

    /** The Durable Object class that runs it: its own, or the export that names it. */
    String className() {
        return Json.text(container, "class_name")
                .or(() -> worker.lifecycle().exports().properties().stream()
                        .filter(e -> Json.text(e.getValue(), "container").equals(Json.text(container, "name")))
                        .map(Map.Entry::getKey)
                        .findFirst())
                .orElse("");
    }

    /** Whether its instances come and go with those of its Durable Object; such an application is another kind. */
    boolean followsObject() {
        return container.path("scheduling_policy").asText().equals("durable_object");
    }

    /** As the config has it. */
    String image() {
        return Json.text(container, "image")
                .orElse(container.path("configuration").path("image").asText());
    }

    /** Whether the image is a file that says how to build one. */
    boolean isBuilt() {
        Path folder =
                worker.file().map(file -> file.toAbsolutePath().getParent()).orElse(worker.projectRoot());
        return Files.exists(folder.resolve(image()));
    }

    /** The Worker whose Durable Object the class is, when the config binds it from another one. */
    Optional<String> foreignOwner() {
        return objects()
                .flatMap(o -> o.scriptName().stream())
                .filter(owner -> !owner.equals(worker.name()))
                .findFirst();
    }

    boolean isBound() {
        return objects().findAny().isPresent();
    }

    /** Whether the config binds or declares the class. */
    boolean hasClass() {
        Lifecycle lifecycle = worker.lifecycle();
        return isBound()
                || lifecycle.exports().has(className())
                || lifecycle.migrations().stream()
                        .flatMap(m -> declared(m.step()))
                        .anyMatch(className()::equals);
    }

    private static Stream<String> declared(JsonNode step) {
        return Stream.of(
                        Json.texts(step, "new_classes").stream(),
                        Json.texts(step, "new_sqlite_classes").stream(),
                        Json.items(step, "renamed_classes")
                                .map(c -> c.path("to").asText()),
                        Json.items(step, "transferred_classes")
                                .map(c -> c.path("to").asText()))
                .flatMap(classes -> classes);
    }

    private Stream<Binding.DurableObject> objects() {
        return worker.bindings().stream()
                .filter(Binding.DurableObject.class::isInstance)
                .map(Binding.DurableObject.class::cast)
                .filter(o -> o.className().equals(className()));
    }

    /** What a new application is made of, but for its observability. */
    ObjectNode wanted(String image, String namespaceId) {
        ObjectNode wanted = Json.object().put("name", name());
        wanted.put(
                "scheduling_policy", Json.text(container, "scheduling_policy").orElse("default"));
        ObjectNode configuration = wanted.putObject("configuration").put("image", image);
        size(configuration);
        field("ssh").or(() -> field("wrangler_ssh")).ifPresent(ssh -> configuration.set("wrangler_ssh", ssh));
        field("authorized_keys").ifPresent(keys -> configuration.set("authorized_keys", keys));
        field("trusted_user_ca_keys").ifPresent(keys -> configuration.set("trusted_user_ca_keys", keys));
        wanted.put("instances", 0);
        wanted.set("max_instances", maxInstances());
        wanted.set("constraints", constraints());
        field("affinities").ifPresent(affinities -> {
            ObjectNode sent = wanted.putObject("affinities");
            for (String key : List.of("colocation", "hardware_generation")) {
                copy(affinities, key, sent, key);
            }
        });
        wanted.putObject("durable_objects").put("namespace_id", namespaceId);
        wanted.set(
                "rollout_active_grace_period",
                field("rollout_active_grace_period").orElse(number(0)));
        return wanted;
    }

    /** Limits that the config spells out come before a named size. */
    private void size(ObjectNode configuration) {
        JsonNode old = container.path("configuration");
        Optional<JsonNode> given = field("instance_type");
        if (old.has("disk") || old.has("vcpu") || old.has("memory_mib")) {
            limits(configuration, old.path("disk").path("size_mb"), old);
        } else if (given.filter(JsonNode::isObject).isPresent()) {
            limits(configuration, given.get().path("disk_mb"), given.get());
        } else {
            configuration.put("instance_type", given.map(JsonNode::asText).orElse("lite"));
        }
    }

    private static void limits(ObjectNode configuration, JsonNode diskMb, JsonNode limits) {
        configuration.putObject("disk").set("size_mb", diskMb.isNumber() ? diskMb : number(DISK_MB));
        configuration.set("memory_mib", limits.has("memory_mib") ? limits.get("memory_mib") : number(MEMORY_MIB));
        configuration.set(
                "vcpu", limits.has("vcpu") ? limits.get("vcpu") : Json.object().numberNode(VCPU));
    }

    private ObjectNode constraints() {
        JsonNode given = container.path("constraints");
        ObjectNode constraints = Json.object();
        JsonNode tier = given.path("tier");
        if (given.has("tiers")) {
            constraints.set("tiers", given.get("tiers"));
        } else if (tier.asInt() != -1) {
            ArrayNode tiers = constraints.putArray("tiers");
            if (tier.asInt() == 0) {
                tiers.add(1).add(2);
            } else {
                tiers.add(tier);
            }
        }
        if (given.has("regions")) {
            ArrayNode regions = constraints.putArray("regions");
            Json.texts(given, "regions").forEach(r -> regions.add(r.toUpperCase(Locale.ROOT)));
        }
        Json.text(given, "jurisdiction").ifPresent(j -> constraints.put("jurisdiction", j.toLowerCase(Locale.ROOT)));
        if (given.has("cities")) {
            ArrayNode cities = constraints.putArray("cities");
            Json.texts(given, "cities").forEach(c -> cities.add(c.toLowerCase(Locale.ROOT)));
        }
        return constraints;
    }

    /** What the log of the instances is to be like: the container's own word, or the Worker's. */
    ObjectNode observability() {
        ObjectNode wanted = Json.object();
        Optional<JsonNode> own = field("observability");
        wanted.putObject("logs")
                .put(
                        "enabled",
                        own.map(o -> isOn(o) || o.path("enabled").asBoolean())
                                .orElseGet(() -> worker.observability()
                                        .filter(ContainerApplication::logs)
                                        .isPresent()));
        own.ifPresent(o -> {
            copy(o, "target_instance_percentage", wanted, "target_instance_percentage");
            copy(o, "target_instance_count", wanted, "target_instance_count");
        });
        return wanted;
    }

    private static boolean logs(JsonNode observability) {
        return observability
                .path("logs")
                .path("enabled")
                .asBoolean(observability.path("enabled").asBoolean());
    }

    /** Whether an application's observability has its logs on. */
    static boolean isOn(JsonNode observability) {
        return observability.path("logs").path("enabled").asBoolean();
    }

    /** Fields that this plugin and wrangler know nothing of. */
    Optional<ObjectNode> unsafe() {
        return field("unsafe").filter(ObjectNode.class::isInstance).map(ObjectNode.class::cast);
    }

    /** Whether running instances are left as they are; a new application is made all the same. */
    boolean isLeftAlone() {
        return container.path("rollout_kind").asText().equals("none");
    }

    /** How running instances are replaced by those of a new configuration. */
    ObjectNode rollout(JsonNode configuration) {
        ObjectNode rollout =
                Json.object().put("description", "Progressive update").put("strategy", "rolling");
        rollout.set("target_configuration", configuration);
        JsonNode steps = field("rollout_step_percentage")
                .orElseGet(() -> maxInstances().asDouble() < 2
                        ? number(100)
                        : Json.array().add(10).add(100));
        if (steps.isArray()) {
            ArrayNode sent = rollout.putArray("steps");
            for (JsonNode step : steps) {
                ObjectNode one = sent.addObject();
                one.putObject("step_size").set("percentage", step);
                one.put(
                        "description",
                        "Step " + sent.size() + " of " + steps.size() + " - rollout at "
                                + Numbers.percent(step.asDouble()).replace(" ", "") + " of instances");
            }
        } else {
            rollout.set("step_percentage", steps);
        }
        return rollout.put(
                "kind", container.path("rollout_kind").asText().equals("full_manual") ? "full_manual" : "full_auto");
    }

    private JsonNode maxInstances() {
        return field("max_instances").orElse(number(MAX_INSTANCES));
    }

    private Optional<JsonNode> field(String key) {
        return container.hasNonNull(key) ? Optional.of(container.get(key)) : Optional.empty();
    }

    private static void copy(JsonNode from, String key, ObjectNode to, String field) {
        if (from.hasNonNull(key)) {
            to.set(field, from.get(key));
        }
    }

    private static JsonNode number(int value) {
        return Json.object().numberNode(value);
    }
}
