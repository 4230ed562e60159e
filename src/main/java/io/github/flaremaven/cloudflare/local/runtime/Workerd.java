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
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);
    private static final int LONGEST_COMPLAINT = 16_384;
    /** What Unix reports of a process that got SIGKILL. */
    private static final int KILLED = 128 + 9;

    /**
     * Runs the arguments as a child and reads commands from the pipe: {@code term} asks the child to finish, the end of
     * the pipe kills it. A shell is the only thing that every Unix has for this. Ctrl-C goes to all processes of a
     * terminal, so it is ignored here: it is for this process to end the child in good order.
     */
    private static final String WATCH = """
            trap '' HUP INT QUIT
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
            wait $watch 2>/dev/null
            exit $status
            """;

    /** What a process needs of the surroundings; nothing else of them, such as tokens, reaches workerd. */
    private static final Set<String> ENVIRONMENT = Set.of(
            "PATH",
            "LD_LIBRARY_PATH",
            "DYLD_LIBRARY_PATH",
            "SSL_CERT_FILE",
            "SSL_CERT_DIR",
            "TMPDIR",
            "TMP",
            "TEMP",
            "SystemRoot");

    private final Process process;
    private final boolean watched;
    private final Start start;
    private final CompletableFuture<Map<String, Integer>> ports = new CompletableFuture<>();
    private final StringBuilder complaint = new StringBuilder();
    private final List<String> firstLines = new ArrayList<>();

    /**
     * What to start.
     *
     * @param folder where the config lies, and what it embeds
     * @param arguments after {@code serve}: the config, and options
     * @param environment variables that the config takes bindings from
     * @param sockets names of the sockets to wait for
     * @param log gets each line that workerd and Workers print
     */
    record Start(
            Path executable,
            Path folder,
            List<String> arguments,
            Map<String, String> environment,
            Set<String> sockets,
            Consumer<String> log) {}

    private Workerd(Process process, boolean watched, Start start) {
        this.process = process;
        this.watched = watched;
        this.start = start;
    }

    /** workerd did not start because of what it was given; the message is its own complaint. */
    static final class StartFailure extends Exception {
        private static final long serialVersionUID = 1L;

        private final boolean killed;

        StartFailure(String message, boolean killed) {
            super(message);
            this.killed = killed;
        }

        /** Whether somebody killed it, so that what it was given is not to blame. */
        boolean isKilled() {
            return killed;
        }

        String complaint() {
            return String.valueOf(getMessage());
        }
    }

    /**
     * Starts workerd and waits until all sockets are bound.
     *
     * @throws StartFailure when it ends instead
     */
    static Workerd start(Start start) throws StartFailure {
        List<String> command = new ArrayList<>();
        boolean watched = Files.isExecutable(Path.of("/bin/sh"));
        if (watched) {
            command.addAll(List.of("/bin/sh", "-c", WATCH, "workerd-watch"));
        }
        command.addAll(List.of(start.executable().toString(), "serve", "--experimental", "--control-fd=1"));
        command.addAll(start.arguments());
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(start.folder().toFile());
        builder.environment().keySet().retainAll(ENVIRONMENT);
        builder.environment().putAll(start.environment());
        try {
            Workerd workerd = new Workerd(builder.start(), watched, start);
            workerd.listen();
            workerd.await();
            return workerd;
        } catch (IOException e) {
            throw new ToolFailure("workerd at " + start.executable() + " cannot be started: " + e.getMessage(), e);
        }
    }

    /** The port of each socket on 127.0.0.1. */
    Map<String, Integer> ports() {
        return ports.join();
    }

    /** What was printed before the sockets were bound: warnings about the config, and what code at top level prints. */
    List<String> firstLines() {
        synchronized (firstLines) {
            return List.copyOf(firstLines);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Completes once the process has ended, for whatever reason. */
    CompletableFuture<?> ended() {
        return process.onExit();
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
        try {
            process.waitFor(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void await() throws StartFailure {
        try {
            ports.get(START_DEADLINE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new StartFailure(complaintText(), process.exitValue() == KILLED);
        } catch (TimeoutException e) {
            close();
            throw new StartFailure("it did not start within " + START_DEADLINE.toSeconds() + " seconds", false);
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new ToolFailure("interrupted while workerd was starting", e);
        }
    }

    private void listen() {
        Thread errors = reader("workerd-stderr", process.errorReader(StandardCharsets.UTF_8), this::complain);
        Map<String, Integer> bound = new ConcurrentHashMap<>();
        Thread output =
                reader("workerd-stdout", process.inputReader(StandardCharsets.UTF_8), line -> hear(line, bound));
        CompletableFuture<?> unused = process.onExit().thenRun(() -> {
            try {
                errors.join(LAST_WORDS.toMillis());
                output.join(LAST_WORDS.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            ports.completeExceptionally(new IllegalStateException("it ended"));
        });
    }

    private Thread reader(String name, BufferedReader from, Consumer<String> to) {
        Thread thread = new Thread(
                () -> {
                    try (from) {
                        from.lines().forEach(to);
                    } catch (IOException | UncheckedIOException e) {
                        complain(e.toString());
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void hear(String line, Map<String, Integer> bound) {
        if (ports.isDone()) {
            start.log().accept(line);
        } else if (!isControl(line, bound)) {
            synchronized (firstLines) {
                firstLines.add(line);
            }
            start.log().accept(line);
        } else if (bound.keySet().containsAll(start.sockets())) {
            ports.complete(Map.copyOf(bound));
        }
    }

    /** Only sockets we named count, and only once: what a Worker prints while it loads could look the same. */
    private boolean isControl(String line, Map<String, Integer> bound) {
        if (!line.startsWith("{\"event\":\"listen\"")) {
            return false;
        }
        JsonNode event = Json.parse(line);
        String socket = event.path("socket").asText();
        if (!start.sockets().contains(socket)) {
            return false;
        }
        bound.put(socket, event.path("port").asInt());
        return true;
    }

    private void complain(String line) {
        synchronized (complaint) {
            if (complaint.length() < LONGEST_COMPLAINT) {
                complaint.append(Complaint.text(line)).append('\n');
            }
        }
        start.log().accept(line);
    }

    private String complaintText() {
        synchronized (complaint) {
            String text = complaint.toString().strip();
            return text.isEmpty() ? "workerd ended without a word" : text;
        }
    }
}
