package io.github.flaremaven.cloudflare.release;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.config.model.Binding;
import io.github.flaremaven.cloudflare.config.model.Lifecycle;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A container of the config, for which the account is to have an application.
 *
 * @param container as the config has it
 */
record ContainerApplication(WorkerConfig worker, JsonNode container) {
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
        try {
            return Files.exists(folder.resolve(image()));
        } catch (InvalidPathException e) {
            return false; // no file of every system can be called like an image with its tag
        }
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

    /** Fields that this plugin and wrangler know nothing of. */
    Optional<ObjectNode> unsafe() {
        return field("unsafe").filter(ObjectNode.class::isInstance).map(ObjectNode.class::cast);
    }

    /** Whether running instances are left as they are; a new application is made all the same. */
    boolean isLeftAlone() {
        return container.path("rollout_kind").asText().equals("none");
    }

    /** A copy of what the config has at a key; absent when it is missing or null. */
    Optional<JsonNode> field(String key) {
        return container.hasNonNull(key) ? Optional.of(container.get(key).deepCopy()) : Optional.empty();
    }
}
