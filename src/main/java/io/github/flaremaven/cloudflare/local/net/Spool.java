package io.github.flaremaven.cloudflare.local.net;

import io.github.flaremaven.cloudflare.base.Bytes;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Puts the body of a request into a file while it comes in, so that its size costs no memory. */
public final class Spool {
    private final Vertx vertx;
    private final HttpServerRequest http;
    private final int headSize;
    private final Path path;
    private final Buffer head = Buffer.buffer();
    private final Promise<Received> received = Promise.promise();
    private long size;
    private @Nullable AsyncFile file;

    /**
     * A body that is complete.
     *
     * @param head its first bytes
     * @param file the others; absent when there are none. Whoever wants to keep it moves it away before this is closed
     * @param size of the file in bytes
     */
    public record Received(Bytes head, Optional<Path> file, long size) implements AutoCloseable {
        @Override
        public void close() {
            try {
                if (file.isPresent()) {
                    Files.deleteIfExists(file.get());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private Spool(Vertx vertx, HttpServerRequest http, int headSize, Path path) {
        this.vertx = vertx;
        this.http = http;
        this.headSize = headSize;
        this.path = path;
    }

    /**
     * Receives a body; to be called on the request's event loop before anything else reads it.
     *
     * @param folder where the file is made, under a name of its own
     * @param headSize how many bytes at the start stay in memory
     */
    public static Future<Received> receive(Vertx vertx, HttpServerRequest http, Path folder, int headSize) {
        Spool spool = new Spool(vertx, http, headSize, folder.resolve(UUID.randomUUID() + ".partial"));
        http.exceptionHandler(spool::fail).endHandler(v -> spool.end()).handler(spool::accept);
        return spool.received.future();
    }

    private void accept(Buffer chunk) {
        int missing = Math.min(headSize - head.length(), chunk.length());
        head.appendBuffer(chunk, 0, missing);
        if (missing == chunk.length()) {
            return;
        }
        Buffer rest = chunk.slice(missing, chunk.length());
        size += rest.length();
        if (file != null) {
            write(file, rest);
            return;
        }
        http.pause();
        vertx.fileSystem()
                .open(path.toString(), new OpenOptions().setCreateNew(true).setRead(false))
                .onSuccess(opened -> {
                    file = opened;
                    if (received.future().isComplete()) {
                        discard(opened); // the client left meanwhile
                        return;
                    }
                    write(opened, rest);
                    http.resume();
                })
                .onFailure(this::fail);
    }

    private void write(AsyncFile target, Buffer bytes) {
        target.write(bytes).onFailure(this::fail);
        if (target.writeQueueFull()) {
            http.pause();
            target.drainHandler(v -> http.resume());
        }
    }

    private void end() {
        Bytes start = Bytes.of(head.getBytes());
        if (file == null) {
            received.tryComplete(new Received(start, Optional.empty(), 0));
            return;
        }
        file.close()
                .onSuccess(v -> received.tryComplete(new Received(start, Optional.of(path), size)))
                .onFailure(this::fail);
    }

    private void fail(Throwable cause) {
        if (received.tryFail(cause) && file != null) {
            discard(file);
        }
    }

    private void discard(AsyncFile opened) {
        opened.close().eventually(() -> vertx.fileSystem().delete(path.toString()));
    }
}
