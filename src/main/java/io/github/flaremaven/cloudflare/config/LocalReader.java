package io.github.flaremaven.cloudflare.config;

import java.nio.file.Path;
import java.util.List;

/** Checks the keys that matter to {@code wrangler dev}, to previews or to the dashboard, so that a slip is found. */
final class LocalReader {
    private static final List<String> PROTOCOLS = List.of("http", "https");

    private final Table config;
    private final Path directory;

    LocalReader(Table config, Path directory) {
        this.config = config;
        this.directory = directory;
    }

    void check() {
        config.checkingText("$schema", "pages_build_output_dir").checkingFlag("send_metrics");
        config.table("dependencies_instrumentation").ifPresent(t -> {
            t.texts("exclude_packages");
            t.checkingFlag("enabled").warnUnknown();
        });
        config.table("dev").ifPresent(LocalReader::checkDev);
        config.table("access").ifPresent(LocalReader::checkAccess);
        config.table("previews").ifPresent(this::checkPreviews);
        config.table("cloudchamber").ifPresent(t -> {
            t.checkingText("memory", "image", "location", "instance_type").checkingFlag("ipv4");
            t.number("vcpu");
        });
    }

    private static void checkDev(Table t) {
        t.choice("local_protocol", PROTOCOLS);
        t.choice("upstream_protocol", PROTOCOLS);
        t.number("port");
        t.number("inspector_port");
        t.checkingText("ip", "inspector_ip", "host", "container_engine")
                .checkingFlag("enable_containers", "generate_types")
                .warnUnknown();
    }

    private static void checkAccess(Table t) {
        t.table("dev").ifPresent(dev -> {
            dev.requiredText("aud");
            dev.object("identity");
            dev.warnUnknown();
        });
        t.warnUnknown();
    }

    /** Settings of previews have the keys of an environment, as far as they concern bindings and limits. */
    private void checkPreviews(Table previews) {
        previews.table("durable_objects")
                .filter(t -> !t.has("bindings"))
                .ifPresent(t -> t.error("bindings", t.path() + " needs \"bindings\", an array of tables"));
        new BindingReader(previews, directory, new BindingNames()).read();
        new WorkflowReader(previews).check();
        new EventReader(previews).queueConsumers();
        new RoutingReader(previews).placement();
        SettingsReader settings = new SettingsReader(previews);
        settings.limits();
        settings.observability();
        settings.cache();
        settings.tailConsumers();
        settings.streamingTailConsumers();
        previews.textMap("define");
        previews.array("containers");
        previews.checkingFlag("logpush").warnUnknown();
    }
}
