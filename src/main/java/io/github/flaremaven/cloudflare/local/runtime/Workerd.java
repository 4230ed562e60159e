package io.github.flaremaven.cloudflare.local.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A running workerd. It cannot outlive this process: on Unix a shell beside it kills it as soon as the pipe from here
 * breaks, however this process ends.
 */
final class Workerd implements AutoCloseable {
    private static final Duration START_DEADLINE = Duration.ofSeconds(30);
    private static final int LONGEST_COMPLAINT = 16_384;

    /**
     * Runs the arguments as a child and reads commands from the pipe: {@code term} asks the child to finish, the end of
     * the pipe kills it. A shell is the only thing that every Unix has for this.
     */
    private static final String WATCH = """
            exec 3<&0
            "$@" </dev/null 3<&- &
            child=$!
            ( read -r word <&3; if [ "$word" = term ]; then kill -TERM $child; read -r word <&3; fi; kill -KILL $child ) \
            >/dev/null 2>&1 &
            watch=$!
            exec 3<&-
            wait $child
            status=$?
            kill $watch 2>/dev/null
            exit $status
            """;

    private final Process process;
    private final boolean watched;
    private final CompletableFuture<Map<String, Integer>> ports = new CompletableFuture<>();
    private final StringBuilder complaint = new StringBuilder();

    private Workerd(Process process, boolean watched) {
        this.process = process;
        this.watched = watched;
    }

    /** workerd did not start because of what it was given; the message is its own first complaint. */
    static final class StartFailure extends Exception {
        private static final long serialVersionUID = 1L;

        StartFailure(String message) {
            super(message);
        }

        String complaint() {
            return String.valueOf(getMessage());
        }
    }

    /**
     * Starts workerd and waits until all sockets are bound.
     *
     * @param folder where the config lies, and what it embeds
     * @param config name of the config file
     * @param environment variables that the config takes bindings from
     * @param sockets names of the sockets to wait for
     * @param log gets each line that Workers print
     * @throws StartFailure when it ends instead
     */
    static Workerd start(
            Path executable,
            Path folder,
            String config,
            Map<String, String> environment,
            Set<String> sockets,
            Consumer<String> log)
            throws StartFailure {
        List<String> command = new ArrayList<>();
        boolean watched = Files.isExecutable(Path.of("/bin/sh"));
        if (watched) {
            command.addAll(List.of("/bin/sh", "-c", WATCH, "workerd-watch"));
        }
        command.addAll(List.of(executable.toString(), "serve", "--experimental", "--control-fd=1", config));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().putAll(environment);
        try {
            Workerd workerd = new Workerd(builder.start(), watched);
            workerd.listen(sockets, log);
            workerd.await();
            return workerd;
        } catch (IOException e) {
            throw new ToolFailure("workerd at " + executable + " cannot be started: " + e.getMessage(), e);
        }
    }

    /** The port of each socket on 127.0.0.1. */
    Map<String, Integer> ports() {
        return ports.join();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Runs the action once the process has ended, for whatever reason. */
    void whenEnded(Runnable action) {
        daemon("workerd-end", () -> {
                    try {
                        process.waitFor();
                        action.run();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                })
                .start();
    }

    /** Lets running requests finish within the deadline, then kills. */
    void stop(Duration deadline) {
        try {
            if (watched) {
                process.getOutputStream().write("term\n".getBytes(StandardCharsets.US_ASCII));
                process.getOutputStream().flush();
            } else {
                process.destroy();
            }
            process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (IOException e) {
            return; // it has ended already
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    /** Kills at once. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            process.destroyForcibly();
        }
        if (!watched) {
            process.destroyForcibly();
        }
    }

    private void await() throws StartFailure {
        try {
            ports.get(START_DEADLINE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new StartFailure(String.valueOf(
                    e.getCause() == null ? e.getMessage() : e.getCause().getMessage()));
        } catch (TimeoutException e) {
            close();
            throw new StartFailure("it did not start within " + START_DEADLINE.toSeconds() + " seconds");
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new ToolFailure("interrupted while workerd was starting", e);
        }
    }

    private void listen(Set<String> sockets, Consumer<String> log) {
        Thread errors = daemon("workerd-stderr", () -> {
            try (BufferedReader reader = process.errorReader(StandardCharsets.UTF_8)) {
                reader.lines().forEach(this::complain);
            } catch (IOException | UncheckedIOException e) {
                complain(e.toString());
            }
        });
        errors.start();
        daemon("workerd-stdout", () -> {
                    Map<String, Integer> bound = new ConcurrentHashMap<>();
                    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
                        reader.lines().forEach(line -> {
                            if (!ports.isDone() && isControl(line, sockets, bound)) {
                                if (bound.keySet().containsAll(sockets)) {
                                    ports.complete(Map.copyOf(bound));
                                }
                            } else {
                                log.accept(line);
                            }
                        });
                        errors.join(1000);
                    } catch (IOException | UncheckedIOException e) {
                        complain(e.toString());
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    ports.completeExceptionally(new IllegalStateException(complaintText()));
                })
                .start();
    }

    /** Only sockets we named count: what a Worker prints while it loads could look the same. */
    private static boolean isControl(String line, Set<String> sockets, Map<String, Integer> bound) {
        if (!line.startsWith("{\"event\":\"listen\"")) {
            return false;
        }
        JsonNode event = Json.parse(line);
        String socket = event.path("socket").asText();
        if (!sockets.contains(socket)) {
            return false;
        }
        bound.put(socket, event.path("port").asInt());
        return true;
    }

    private void complain(String line) {
        synchronized (complaint) {
            if (complaint.length() < LONGEST_COMPLAINT) {
                complaint.append(line).append('\n');
            }
        }
    }

    private String complaintText() {
        synchronized (complaint) {
            String text = complaint.toString().strip();
            return text.isEmpty() ? "workerd ended without a word" : text;
        }
    }

    private static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
