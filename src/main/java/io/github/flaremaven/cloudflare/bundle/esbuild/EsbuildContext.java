package io.github.flaremaven.cloudflare.bundle.esbuild;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.ToolFailure;

/** A build that runs again and again: esbuild keeps what it has parsed, and reads only files that changed. */
final class EsbuildContext {
    /** A build that is cancelled by a later one is asked for again. */
    private static final int ATTEMPTS = 3;

    private final EsbuildService service;
    private final int key;
    private final ObjectNode shape;

    private EsbuildContext(EsbuildService service, int key, ObjectNode shape) {
        this.service = service;
        this.key = key;
        this.shape = shape;
    }

    static EsbuildContext create(EsbuildService service, EsbuildRequest request) {
        int key = service.newKey();
        ObjectNode shape = shape(request, service, key);
        service.register(key, new PluginHost(key, request.plugins(), service));
        ObjectNode message = shape.deepCopy();
        message.put("key", key);
        JsonNode answer = service.call(message);
        EsbuildResult started = EsbuildAnswer.read(answer);
        if (!started.errors().isEmpty()) {
            service.unregister(key);
            throw new ToolFailure(
                    "esbuild refuses the build: " + started.errors().get(0));
        }
        return new EsbuildContext(service, key, shape);
    }

    /** Whether the request asks for the same build. Its plugins may be others that look the same from outside. */
    boolean fits(EsbuildRequest request) {
        return shape.equals(shape(request, service, key));
    }

    private static ObjectNode shape(EsbuildRequest request, EsbuildService service, int key) {
        return EsbuildService.message(request, new PluginHost(key, request.plugins(), service), true);
    }

    /** Runs the build with the request's plugins. */
    EsbuildResult rebuild(EsbuildRequest request) {
        PluginHost host = new PluginHost(key, request.plugins(), service);
        service.register(key, host);
        for (int i = 0; i < ATTEMPTS; i++) {
            service.call(Json.object().put("command", "rebuild").put("key", key));
            EsbuildService.throwBreakage(host);
            if (host.end().isPresent()) {
                return EsbuildAnswer.read(host.end().get());
            }
        }
        throw new ToolFailure("esbuild gave no result of a build");
    }

    /** Forgets what was parsed. */
    void dispose() {
        service.call(Json.object().put("command", "dispose").put("key", key));
        service.unregister(key);
    }
}
