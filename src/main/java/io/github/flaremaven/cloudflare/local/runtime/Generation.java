package io.github.flaremaven.cloudflare.local.runtime;

import io.github.flaremaven.cloudflare.base.ToolFailure;
import io.github.flaremaven.cloudflare.local.state.Script;
import io.github.flaremaven.cloudflare.local.state.StateFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** One workerd process with the versions it runs, and the requests that are on their way in it. */
final class Generation {
    private static final String[] FILES = {"tail.js", "control.js", "unavailable.js"};

    private final Path folder;
    private final Workerd workerd;
    private final String fingerprint;
    private final Map<String, Integer> ports;
    private final List<String> order;
    private final boolean objects;
    /** Requests that a client still waits for. */
    private final AtomicInteger inFlight = new AtomicInteger();
    /** Requests that were handed over and not reported back yet, by their ray. */
    private final Set<String> running = ConcurrentHashMap.newKeySet();

    private Generation(
            Path folder,
            Workerd workerd,
            String fingerprint,
            Map<String, Integer> ports,
            List<String> order,
            boolean objects) {
        this.folder = folder;
        this.workerd = workerd;
        this.fingerprint = fingerprint;
        this.ports = Map.copyOf(ports);
        this.order = List.copyOf(order);
        this.objects = objects;
    }

    /**
     * Starts a process.
     *
     * @throws Workerd.StartFailure when a version cannot be started; the message names the version's service
     */
    static Generation start(
            StateFolder state,
            int number,
            Path executable,
            GenerationConfig config,
            List<ServedVersion> versions,
            Consumer<String> log)
            throws Workerd.StartFailure {
        Path folder = state.folder("run").resolve(Integer.toString(number));
        try {
            Files.createDirectories(folder);
            for (String name : FILES) {
                try (InputStream in = Generation.class.getResourceAsStream(
                        "/io/github/flaremaven/cloudflare/local/runtime/" + name)) {
                    if (in == null) {
                        throw new IllegalStateException(name + " is missing from the plugin's jar");
                    }
                    Files.write(folder.resolve(name), in.readAllBytes());
                }
            }
            for (String disk : config.disks()) {
                Files.createDirectories(state.folder("objects").resolve(disk));
            }
            Files.writeString(folder.resolve("workerd.capnp"), config.text());
        } catch (IOException e) {
            throw new ToolFailure("the config of workerd cannot be written to " + folder + ": " + e, e);
        }
        Set<String> sockets = new HashSet<>(Set.of(GenerationConfig.CONTROL));
        for (int n = 0; n < versions.size(); n++) {
            sockets.add(GenerationConfig.socket(n));
        }
        Workerd workerd;
        try {
            workerd = Workerd.start(executable, folder, "workerd.capnp", config.secrets(), sockets, log);
        } catch (Workerd.StartFailure e) {
            delete(folder);
            throw e;
        }
        Map<String, Integer> ports = new HashMap<>();
        for (int n = 0; n < versions.size(); n++) {
            ports.put(versions.get(n).id(), workerd.ports().getOrDefault(GenerationConfig.socket(n), 0));
        }
        ports.put(GenerationConfig.CONTROL, workerd.ports().getOrDefault(GenerationConfig.CONTROL, 0));
        boolean objects = versions.stream()
                .map(ServedVersion::script)
                .map(Script::objectClasses)
                .anyMatch(c -> !c.isEmpty());
        return new Generation(
                folder,
                workerd,
                config.fingerprint(),
                ports,
                versions.stream().map(ServedVersion::id).toList(),
                objects);
    }

    String fingerprint() {
        return fingerprint;
    }

    Workerd workerd() {
        return workerd;
    }

    /** The port of a version or of the control Worker on 127.0.0.1, absent when it does not run here. */
    Optional<Integer> port(String id) {
        return Optional.ofNullable(ports.get(id));
    }

    /** The name by which the control Worker knows a version. */
    Optional<String> controlName(String id) {
        return order.contains(id) ? Optional.of(GenerationConfig.socket(order.indexOf(id))) : Optional.empty();
    }

    /** Whether Durable Objects run in it, which must not run in two processes at once. */
    boolean hasObjects() {
        return objects;
    }

    /** Announces a request. Whoever announces must look once more whether this generation is still the one in use. */
    void enter() {
        inFlight.incrementAndGet();
    }

    /** The client has its answer. */
    void leave() {
        inFlight.decrementAndGet();
    }

    boolean isIdle() {
        return inFlight.get() == 0;
    }

    /** A version got a request; it may go on with it after the client has its answer. */
    void began(String ray) {
        running.add(ray);
    }

    /** A version is done with a request, with what it left to {@code waitUntil} too. */
    void finished(String ray) {
        running.remove(ray);
    }

    boolean isQuiet() {
        return running.isEmpty();
    }

    /** Ends the process and removes what it was started with. */
    void stop(Duration deadline) {
        workerd.stop(deadline);
        delete(folder);
    }

    static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new ToolFailure("what workerd was started with cannot be removed from " + folder + ": " + e, e);
        }
    }
}
