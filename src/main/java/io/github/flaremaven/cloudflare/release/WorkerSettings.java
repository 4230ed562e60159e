package io.github.flaremaven.cloudflare.release;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Failure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.cloudflare.ServiceInfo;
import io.github.flaremaven.cloudflare.cloudflare.WorkerApi;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What belongs to a Worker and to none of its versions: observability, log forwarding, labels. */
final class WorkerSettings {
    private final WorkerConfig config;
    private final WorkerApi worker;
    private final ReleaseListener listener;

    WorkerSettings(WorkerConfig config, WorkerApi worker, ReleaseListener listener) {
        this.config = config;
        this.worker = worker;
        this.listener = listener;
    }

    /** Sets all of them. */
    void set(Optional<ServiceInfo> service) {
        patch(wanted(tags(service)));
    }

    /** Sets the labels where the Worker has others; a new Worker has none. */
    void setTags(Optional<ServiceInfo> service) {
        List<String> tags = tags(service);
        if (!service.map(ServiceInfo::tags).orElse(List.of()).equals(tags)) {
            patch(Json.object().set("tags", Json.array(tags)));
        }
    }

    /** Observability is always sent, so that leaving it out of the config switches it off. */
    ObjectNode wanted(List<String> tags) {
        ObjectNode settings = Json.object();
        config.tailConsumers().ifPresent(c -> settings.set("tail_consumers", c));
        config.logpush().ifPresent(l -> settings.put("logpush", l));
        settings.set(
                "observability", config.observability().orElse(Json.object().put("enabled", false)));
        settings.set("tags", Json.array(tags));
        return settings;
    }

    /** The Worker's labels, with those by which the dashboard groups the environments of one config. */
    List<String> tags(Optional<ServiceInfo> service) {
        List<String> tags = new ArrayList<>(service.map(s -> s.tags().stream()
                        .filter(t -> !t.startsWith("cf:service=") && !t.startsWith("cf:environment="))
                        .toList())
                .orElse(List.of()));
        if (!config.environments().isEmpty()) {
            config.topLevelName().ifPresent(name -> {
                tags.add("cf:service=" + name);
                config.environment().ifPresent(env -> tags.add("cf:environment=" + env));
            });
        }
        return tags;
    }

    /** The version is there by now, so a failure here is told and does not end the build. */
    private void patch(ObjectNode settings) {
        try {
            worker.patchSettings(settings);
        } catch (Failure failure) {
            listener.warning(
                    "the version was uploaded, but what belongs to no version was not set: " + failure.sentence());
        }
    }
}
