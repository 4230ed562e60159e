package io.github.flaremaven.cloudflare.local.runtime;

import io.github.flaremaven.cloudflare.base.ToolFailure;
import io.github.flaremaven.cloudflare.local.state.Folders;
import io.github.flaremaven.cloudflare.local.state.VersionRef;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One workerd process with the versions it runs, and what is going on in it. */
final class Generation {
    /** Where the jar keeps what a config embeds. */
    static final String RESOURCES = "/io/github/flaremaven/cloudflare/local/runtime/";

    private static final String CONFIG = "workerd.capnp";
    private static final Pattern MISSING_CLASS =
            Pattern.compile("referenced the class \"([^\"]+)\", but no such Durable Object class is exported");

    private final Path folder;
    private final Workerd workerd;
    private final GenerationConfig config;
    private final Map<VersionRef, Integer> order = new HashMap<>();
    private final Occupancy occupancy = new Occupancy();

    private Generation(Path folder, Workerd workerd, GenerationConfig config) {
        this.folder = folder;
        this.workerd = workerd;
        this.config = config;
        for (ServedVersion served : config.running()) {
            order.put(served.ref(), order.size());
        }
    }

    /**
     * Starts a process.
     *
     * @param folder of its own, below the folder {@code run} of the state
     * @param objects where its Durable Objects and Workflows live; absent for where the config says
     * @throws Workerd.StartFailure when a version cannot be started
     */
    static Generation start(
            Path folder, Path executable, GenerationConfig config, Optional<Path> objects, Consumer<String> log)
            throws Workerd.StartFailure {
        try {
            Files.createDirectories(folder);
            for (String name : GenerationConfig.FILES) {
                try (InputStream in = Generation.class.getResourceAsStream(RESOURCES + name)) {
                    if (in == null) {
                        throw new IllegalStateException(name + " is missing from the plugin's jar");
                    }
                    Files.write(folder.resolve(name), in.readAllBytes());
                }
            }
            Files.writeString(folder.resolve(CONFIG), config.text());
        } catch (IOException e) {
            Folders.delete(folder);
            throw new ToolFailure("the config of workerd cannot be written to " + folder + ": " + e, e);
        }
        List<String> arguments = new ArrayList<>();
        objects.ifPresent(o -> {
            arguments.add("--directory-path=" + GenerationConfig.OBJECTS + "=" + o);
            if (!config.workflows().keys().isEmpty()) {
                arguments.add("--directory-path=" + WorkflowConfig.DISK + "=" + o);
            }
        });
        arguments.add(CONFIG);
        Set<String> sockets = new HashSet<>(Set.of(GenerationConfig.CONTROL));
        for (int n = 0; n < config.running().size(); n++) {
            sockets.add(GenerationConfig.socket(n));
        }
        try {
            Workerd workerd =
                    Workerd.start(new Workerd.Start(executable, folder, arguments, config.secrets(), sockets, log));
            return new Generation(folder, workerd, config);
        } catch (Workerd.StartFailure | RuntimeException e) {
            Folders.delete(folder);
            throw e;
        }
    }

    GenerationConfig config() {
        return config;
    }

    Occupancy occupancy() {
        return occupancy;
    }

    boolean isAlive() {
        return workerd.isAlive();
    }

    /** Completes once the process has ended, for whatever reason. */
    CompletableFuture<?> ended() {
        return workerd.ended();
    }

    /** The port of a version on 127.0.0.1, absent when it does not run here. */
    Optional<Integer> port(VersionRef version) {
        return controlName(version).map(name -> workerd.ports().getOrDefault(name, 0));
    }

    /** The port of the control Worker on 127.0.0.1. */
    int controlPort() {
        return workerd.ports().getOrDefault(GenerationConfig.CONTROL, 0);
    }

    /** The name by which the control Worker knows a version. */
    Optional<String> controlName(VersionRef version) {
        return Optional.ofNullable(order.get(version)).map(GenerationConfig::socket);
    }

    /** Durable Object classes that a version should export and does not; workerd only warns. */
    List<String> missingClasses() {
        return workerd.firstLines().stream()
                .map(Complaint::text)
                .map(MISSING_CLASS::matcher)
                .filter(Matcher::find)
                .map(m -> m.group(1))
                .toList();
    }

    /** Ends the process within the deadline and removes what it was started with. */
    void stop(Duration deadline) {
        occupancy.cutSockets();
        workerd.stop(deadline);
        Folders.delete(folder);
    }
}
