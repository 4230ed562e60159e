package io.github.flaremaven.cloudflare.console;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.observe.TailEvent;
import io.github.flaremaven.cloudflare.observe.TailSession;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** Writes events as they come, to standard output or to a file. */
public final class TailOutput implements Consumer<TailEvent>, TailSession.Listener, AutoCloseable {
    private final Console console;
    private final boolean json;
    private final Optional<BufferedWriter> file;

    /** {@code json} writes one object a line. */
    public TailOutput(Console console, boolean json, Optional<Path> outputFile) {
        this.console = console;
        this.json = json;
        this.file = outputFile.map(TailOutput::open);
    }

    private static BufferedWriter open(Path path) {
        try {
            Files.createDirectories(path.toAbsolutePath().resolveSibling(""));
            return Files.newBufferedWriter(path);
        } catch (IOException e) {
            throw new InputFailure(
                    "the file " + path + " (cloudflare.outputFile) cannot be written: " + e.getMessage());
        }
    }

    @Override
    public void accept(TailEvent event) {
        String text = json ? event.toJson() : event.toText();
        if (file.isEmpty()) {
            console.print(text);
            return;
        }
        try {
            file.get().write(text + "\n");
            file.get().flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the tail's output file cannot be written", e);
        }
    }

    @Override
    public void connected(Instant expiresAt) {
        console.info("Connected, waiting for events"
                + (expiresAt.isAfter(Instant.EPOCH) ? " (until " + expiresAt + ")" : ""));
    }

    @Override
    public void reconnecting(String reason, Duration wait) {
        console.warn("The tail was lost (" + reason + "); again in " + wait.toSeconds() + " s");
    }

    @Override
    public void close() {
        file.ifPresent(f -> {
            try {
                f.close();
            } catch (IOException e) {
                throw new UncheckedIOException("the tail's output file cannot be written", e);
            }
        });
    }
}
