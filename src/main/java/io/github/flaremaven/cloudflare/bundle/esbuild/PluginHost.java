package io.github.flaremaven.cloudflare.bundle.esbuild;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers esbuild's callbacks for the plugins of one build. */
final class PluginHost {
    /** What broke in a callback without being the user's to mend; it ends the build. */
    private volatile Optional<Throwable> breakage = Optional.empty();

    private volatile Optional<JsonNode> end = Optional.empty();

    /** {@code plugin} is the plugin's place in the list, counted from 1. */
    private record Registered<T>(int plugin, T callback) {}

    private final int key;
    private final List<EsbuildPlugin> plugins;
    private final EsbuildService service;
    private final Map<Integer, Registered<EsbuildPlugin.OnResolve>> resolvers = new LinkedHashMap<>();
    private final Map<Integer, Registered<EsbuildPlugin.OnLoad>> loaders = new LinkedHashMap<>();

    PluginHost(int key, List<EsbuildPlugin> plugins, EsbuildService service) {
        this.key = key;
        this.plugins = plugins;
        this.service = service;
        int id = 0;
        for (int place = 1; place <= plugins.size(); place++) {
            EsbuildPlugin plugin = plugins.get(place - 1);
            for (EsbuildPlugin.OnResolve callback : plugin.onResolve()) {
                resolvers.put(id++, new Registered<>(place, callback));
            }
            for (EsbuildPlugin.OnLoad callback : plugin.onLoad()) {
                loaders.put(id++, new Registered<>(place, callback));
            }
        }
    }

    /** The {@code plugins} field of the build request. */
    ArrayNode describe() {
        ArrayNode described = Json.array();
        for (int i = 1; i <= plugins.size(); i++) {
            int place = i;
            ObjectNode one = described.addObject();
            one.put("name", plugins.get(place - 1).name());
            one.put("onStart", false);
            one.put("onEnd", false);
            ArrayNode onResolve = one.putArray("onResolve");
            resolvers.forEach((id, r) -> {
                if (r.plugin() == place) {
                    onResolve
                            .addObject()
                            .put("id", id)
                            .put("filter", r.callback().filter())
                            .put("namespace", "");
                }
            });
            ArrayNode onLoad = one.putArray("onLoad");
            loaders.forEach((id, r) -> {
                if (r.plugin() == place) {
                    onLoad.addObject()
                            .put("id", id)
                            .put("filter", r.callback().filter())
                            .put("namespace", r.callback().namespace());
                }
            });
        }
        return described;
    }

    /** Always an answer, because esbuild waits for it. */
    JsonNode answer(JsonNode request) {
        try {
            return answerOrThrow(request);
        } catch (Throwable e) {
            // Errors too, such as no memory left for a module.
            if (!(e instanceof InputFailure)) {
                breakage = Optional.of(e);
            }
            return error(request.path("ids").path(0).asInt(), e);
        }
    }

    private JsonNode answerOrThrow(JsonNode request) {
        return switch (request.path("command").asText()) {
            case "on-resolve" -> onResolve(request);
            case "on-load" -> onLoad(request);
            case "on-start" -> noMessages();
            case "on-end" -> {
                end = Optional.of(request);
                yield noMessages();
            }
            default -> Json.object();
        };
    }

    private static ObjectNode noMessages() {
        ObjectNode nothing = Json.object();
        nothing.putArray("errors");
        nothing.putArray("warnings");
        return nothing;
    }

    /** The result of a build in a context, which esbuild gives in a callback; absent while it runs. */
    Optional<JsonNode> end() {
        return end;
    }

    /** What broke in a callback and is no error in the code, if anything did. */
    Optional<Throwable> breakage() {
        return breakage;
    }

    private ObjectNode onResolve(JsonNode request) {
        EsbuildPlugin.Import imported = new EsbuildPlugin.Import(
                request.path("path").asText(),
                request.path("importer").asText(),
                request.path("resolveDir").asText(),
                request.path("kind").asText());
        for (JsonNode id : request.path("ids")) {
            Registered<EsbuildPlugin.OnResolve> registered = resolvers.get(id.asInt());
            if (registered == null
                    || registered.plugin() == request.path("pluginData").asInt()) {
                continue;
            }
            Optional<EsbuildPlugin.Resolution> resolution = registered
                    .callback()
                    .resolver()
                    .resolve(imported, (path, from) -> ask(registered.plugin(), path, from, request));
            if (resolution.isPresent()) {
                ObjectNode answer = Json.object();
                answer.put("id", id.asInt());
                answer.put("path", resolution.get().path());
                answer.put("external", resolution.get().external());
                answer.put("namespace", resolution.get().namespace());
                return answer;
            }
        }
        return Json.object();
    }

    /**
     * The plugin's place travels with the question and comes back with every callback that it leads to, so that the
     * plugin is not asked its own question.
     */
    private Optional<EsbuildPlugin.Resolution> ask(int plugin, String path, String resolveDir, JsonNode request) {
        ObjectNode message = Json.object();
        message.put("command", "resolve");
        message.put("path", path);
        message.put("key", key);
        message.put("pluginName", plugins.get(plugin - 1).name());
        message.put("importer", request.path("importer").asText());
        message.put("namespace", request.path("namespace").asText());
        message.put("resolveDir", resolveDir);
        message.put("kind", request.path("kind").asText());
        message.put("pluginData", plugin);
        JsonNode answer = service.call(message);
        if (!answer.path("errors").isEmpty() || answer.path("path").asText().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new EsbuildPlugin.Resolution(
                answer.path("path").asText(),
                answer.path("external").asBoolean(),
                answer.path("namespace").asText()));
    }

    private ObjectNode onLoad(JsonNode request) {
        for (JsonNode id : request.path("ids")) {
            Registered<EsbuildPlugin.OnLoad> registered = loaders.get(id.asInt());
            if (registered != null) {
                EsbuildPlugin.Contents contents =
                        registered.callback().loader().load(request.path("path").asText());
                ObjectNode answer = Json.object();
                answer.put("id", id.asInt());
                answer.set(
                        "contents",
                        JsonNodeFactory.instance.binaryNode(contents.text().getBytes(StandardCharsets.UTF_8)));
                answer.put("loader", contents.loader());
                contents.resolveDir().ifPresent(dir -> answer.put("resolveDir", dir));
                return answer;
            }
        }
        return Json.object();
    }

    private static ObjectNode error(int id, Throwable e) {
        ObjectNode answer = Json.object();
        answer.put("id", id);
        ObjectNode message = answer.putArray("errors").addObject();
        message.put("id", "");
        message.put("pluginName", "");
        message.put("text", e.getMessage() == null ? e.toString() : e.getMessage());
        message.putNull("location");
        message.putArray("notes");
        message.put("detail", -1);
        return answer;
    }
}
