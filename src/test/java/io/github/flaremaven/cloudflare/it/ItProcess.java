package io.github.flaremaven.cloudflare.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** A build in a process of its own; closing ends it. */
public final class ItProcess implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 180;
    private static final int LOOK_AGAIN_MILLIS = 20;

    private final Process process;
    private final Path log;

    private ItProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    static ItProcess start(List<String> command, Path folder, Map<String, String> environment, Path log)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        return new ItProcess(process, log);
    }

    /** What it has said so far. */
    public String log() {
        return ItProject.text(log);
    }

    /** Waits for the end and gives the exit state. */
    public int waitFor() {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("the build does not end:\n" + log());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Waits until a text is in the log. */
    public void waitForLog(String text) {
        waitUntil("\"" + text + "\" in its log", () -> log().contains(text));
    }

    /** Waits until something is so; fails when the build ends before. */
    public void waitUntil(String what, Supplier<Boolean> condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        try {
            while (!condition.get()) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw new AssertionError("the build was to bring " + what + ":\n" + log());
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * Asks it to end, as Ctrl-C does, and waits until it has ended and all that it started.
     *
     * @return how many processes it had started
     */
    public int stop() {
        return end(process::destroy);
    }

    /** Kills it, and waits until all that it started has ended by itself. */
    public int kill() {
        return end(process::destroyForcibly);
    }

    private int end(Runnable way) {
        List<ProcessHandle> children = process.descendants().toList();
        way.run();
        waitFor();
        for (ProcessHandle child : children) {
            try {
                child.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            } catch (ExecutionException | TimeoutException e) {
                throw new AssertionError(
                        "left behind: " + child.info().commandLine().orElse("a process"), e);
            }
        }
        return children.size();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
