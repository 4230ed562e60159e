package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.queue.QueueConfig;
import java.util.List;
import java.util.Optional;

/** Queues: made, set up, shown and deleted. */
final class QueueHandlers {
    private static final int ON_PAGE = 100;

    private final Platform platform;
    private final QueueRecords queues;

    QueueHandlers(Platform platform, QueueRecords queues) {
        this.platform = platform;
        this.queues = queues;
    }

    void register(ApiRoutes routes) {
        String all = "/accounts/{account}/queues";
        String one = all + "/{queue}";
        routes.add("GET", all, this::list);
        routes.add("POST", all, this::create);
        routes.add("GET", one, c -> ApiReply.ok(queues.shown(queues.require(c))));
        routes.add("PUT", one, this::change);
        routes.add("PATCH", one, this::change);
        routes.add("DELETE", one, this::delete);
    }

    private ApiReply list(ApiCall call) {
        List<String> names = call.queryValues("name");
        List<ObjectNode> all = queues.all().stream()
                .filter(q -> names.isEmpty()
                        || names.contains(q.path(QueueConfig.NAME).asText()))
                .toList();
        return Paging.of(call, ON_PAGE, ON_PAGE).replyWithTotalPages(all, queues::shown);
    }

    private ApiReply create(ApiCall call) {
        String name = name(call).orElseThrow(QueueHandlers::invalidName);
        return platform.exclusively(() -> {
            refuseTaken(name);
            ObjectNode made = queues.create(name, call.jsonObject().path("settings"));
            Json.text(call.jsonObject(), "jurisdiction").ifPresent(j -> queues.save(made.put("jurisdiction", j)));
            return ApiReply.ok(queues.shown(made));
        });
    }

    private static Optional<String> name(ApiCall call) {
        Optional<String> name = Json.text(call.jsonObject(), QueueConfig.NAME);
        if (name.isPresent() && !name.get().matches("[a-z0-9][a-z0-9-]{0,62}")) {
            throw invalidName();
        }
        return name;
    }

    private static ApiError invalidName() {
        return new ApiError(400, 11003, "Queue name is invalid.");
    }

    private void refuseTaken(String name) {
        if (queues.exists(name)) {
            throw new ApiError(409, 11009, "Queue name '" + name + "' is already taken.");
        }
    }

    private ApiReply change(ApiCall call) {
        return platform.exclusively(() -> {
            ObjectNode queue = queues.require(call);
            name(call)
                    .filter(n -> !n.equals(queue.path(QueueConfig.NAME).asText()))
                    .ifPresent(n -> {
                        refuseTaken(n);
                        queue.put(QueueConfig.NAME, n);
                    });
            QueueRecords.set(queue, call.jsonObject().path("settings"));
            return ApiReply.ok(queues.shown(queues.save(queue)));
        });
    }

    private ApiReply delete(ApiCall call) {
        return platform.exclusively(() -> {
            queues.remove(queues.require(call));
            return ApiReply.ok();
        });
    }
}
