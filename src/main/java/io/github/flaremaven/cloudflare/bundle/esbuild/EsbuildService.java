package io.github.flaremaven.cloudflare.bundle.esbuild;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Failure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A running esbuild. It ends with {@link #close()}, and with this process too, because it watches its standard input.
 */
public final class EsbuildService implements Esbuild {
    private final Process process;
    private final OutputStream stdin;
    private final ExecutorService callbacks = Executors.newCachedThreadPool(EsbuildService::daemon);
    private final AtomicInteger nextId = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> pending = new ConcurrentHashMap<>();
    private final Map<Integer, PluginHost> builds = new ConcurrentHashMap<>();
    private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
    /** Why there will be no more answers; set before the waiting requests are told. */
    private volatile Optional<ToolFailure> ended = Optional.empty();

    private EsbuildService(Process process) {
        this.process = process;
        this.stdin = process.getOutputStream();
    }

    /**
     * Starts the binary.
     *
     * @param version the exact version of the binary; another one ends itself at once
     * @throws ToolFailure when it cannot be started or is another version
     */
    public static EsbuildService start(Path executable, String version) {
        Process process;
        try {
            process = new ProcessBuilder(executable.toString(), "--service=" + version).start();
        } catch (IOException e) {
            throw new ToolFailure("esbuild at " + executable + " cannot be started: " + e.getMessage(), e);
        }
        EsbuildService service = new EsbuildService(process);
        service.drainStderr();
        service.greet(executable, version);
        return service;
    }

    @Override
    public EsbuildResult build(EsbuildRequest request) {
        int key = newKey();
        PluginHost host = new PluginHost(key, request.plugins(), this);
        register(key, host);
        try {
            JsonNode answer = call(message(request, host, false).put("key", key));
            throwBreakage(host);
            return EsbuildAnswer.read(answer);
        } finally {
            unregister(key);
        }
    }

    /** The message that asks for a build, all but its key. */
    static ObjectNode message(EsbuildRequest request, PluginHost host, boolean context) {
        ObjectNode message = Json.object();
        message.put("command", "build");
        message.putArray("entries").addArray().add("").add(request.entry().toString());
        message.set("flags", Json.array(request.flags()));
        message.put("write", false);
        message.putNull("stdinContents");
        message.putNull("stdinResolveDir");
        message.put("absWorkingDir", request.workingDirectory().toString());
        message.set(
                "nodePaths",
                Json.array(request.nodePaths().stream().map(Path::toString).toList()));
        message.put("context", context);
        message.set("plugins", host.describe());
        return message;
    }

    int newKey() {
        return nextId.getAndIncrement();
    }

    /** Leads the callbacks of a build here. */
    void register(int key, PluginHost host) {
        builds.put(key, host);
    }

    void unregister(int key) {
        builds.remove(key);
    }

    /** A callback that broke ends the build. */
    static void throwBreakage(PluginHost host) {
        host.breakage().ifPresent(EsbuildService::rethrow);
    }

    private static void rethrow(Throwable breakage) {
        throw breakage instanceof Failure failure
                ? failure
                : new ToolFailure("the bundler broke while it resolved an import: " + breakage, breakage);
    }

    @Override
    public void close() {
        callbacks.shutdownNow();
        try {
            stdin.close();
            if (!process.waitFor(2, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Sends a request and waits for its response. */
    JsonNode call(ObjectNode message) {
        int id = nextId.getAndIncrement();
        CompletableFuture<JsonNode> response = new CompletableFuture<>();
        pending.put(id, response);
        ended.ifPresent(response::completeExceptionally);
        send(new Packet(id, false, message));
        try {
            return response.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof ToolFailure failure ? failure : new ToolFailure("esbuild broke", e);
        }
    }

    private void greet(Path executable, String version) {
        try {
            InputStream stdout = process.getInputStream();
            Optional<byte[]> greeting = Packet.readFrame(stdout);
            String found =
                    greeting.map(g -> new String(g, StandardCharsets.UTF_8)).orElse("");
            if (!found.equals(version)) {
                process.waitFor(1, TimeUnit.SECONDS);
                throw new ToolFailure("esbuild at " + executable + " is not version " + version
                        + (found.isEmpty() ? ": " + complaint() : " but " + found));
            }
            daemon(() -> receive(stdout)).start();
        } catch (IOException e) {
            throw new ToolFailure("esbuild at " + executable + " does not answer: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ToolFailure("interrupted while starting esbuild", e);
        }
    }

    private void receive(InputStream stdout) {
        try {
            Optional<byte[]> frame = Packet.readFrame(stdout);
            while (frame.isPresent()) {
                accept(Packet.decode(frame.get()));
                frame = Packet.readFrame(stdout);
            }
            failAll(unexpectedEnd());
        } catch (IOException | RuntimeException e) {
            failAll(new ToolFailure("esbuild's answer cannot be read: " + e.getMessage(), e));
        }
    }

    private void accept(Packet packet) {
        if (packet.isResponse()) {
            CompletableFuture<JsonNode> response = pending.remove(packet.id());
            if (response != null) {
                complete(response, packet.value());
            }
            return;
        }
        callbacks.execute(() -> {
            PluginHost host = builds.get(packet.value().path("key").asInt());
            JsonNode answer = host == null ? Json.object() : host.answer(packet.value());
            try {
                send(new Packet(packet.id(), true, answer));
            } catch (ToolFailure e) {
                failAll(e);
            }
        });
    }

    private static void complete(CompletableFuture<JsonNode> response, JsonNode value) {
        Optional<String> error = Json.text(value, "error");
        if (error.isPresent()) {
            response.completeExceptionally(new ToolFailure("esbuild refuses the build: " + error.get()));
        } else {
            response.complete(value);
        }
    }

    private void failAll(ToolFailure failure) {
        ended = Optional.of(failure);
        pending.values().forEach(p -> p.completeExceptionally(failure));
    }

    private void send(Packet packet) {
        byte[] bytes = packet.encode();
        synchronized (stdin) {
            try {
                stdin.write(bytes);
                stdin.flush();
            } catch (IOException e) {
                throw unexpectedEnd();
            }
        }
    }

    private void drainStderr() {
        daemon(() -> {
                    try (InputStream in = process.getErrorStream()) {
                        in.transferTo(stderr);
                    } catch (IOException e) {
                        stderr.writeBytes(e.toString().getBytes(StandardCharsets.UTF_8));
                    }
                })
                .start();
    }

    private ToolFailure unexpectedEnd() {
        String complaint = complaint();
        return new ToolFailure("esbuild ended unexpectedly; if the machine is short of memory, give it more"
                + (complaint.isEmpty() ? "" : " (" + complaint + ")"));
    }

    private String complaint() {
        return stderr.toString(StandardCharsets.UTF_8).strip();
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "esbuild");
        thread.setDaemon(true);
        return thread;
    }
}
