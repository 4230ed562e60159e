package io.github.flaremaven.cloudflare.local.net;

import io.github.flaremaven.cloudflare.base.Bytes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.nio.file.Path;
import java.util.List;

/**
 * Content of an answer that is read from files while it goes out.
 *
 * @param done runs once when nothing is read any more, whether all of it went out or not
 */
public record FileContent(List<Slice> slices, Runnable done) {
    private static final int CHUNK = 1 << 16;

    /** A run of bytes in a file. */
    public record Slice(Path file, long offset, long length) {}

    public FileContent {
        slices = slices.stream().filter(s -> s.length() > 0).toList();
    }

    public static FileContent none() {
        return new FileContent(List.of(), () -> {});
    }

    private long size() {
        return slices.stream().mapToLong(Slice::length).sum();
    }

    /**
     * Sends a response with this content.
     *
     * @param response with its status and headers, but those about the length
     * @param start what comes before the content
     */
    public void sendTo(Vertx vertx, HttpServerResponse response, Bytes start) {
        if (slices.isEmpty() || response.closed()) {
            done.run();
            response.end(Buffer.buffer(start.toByteArray()));
            return;
        }
        response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(start.size() + size()));
        Future<Void> sent = response.write(Buffer.buffer(start.toByteArray()));
        for (Slice slice : slices) {
            sent = sent.compose(v -> send(vertx, slice, response));
        }
        sent.onComplete(result -> done.run()).onSuccess(v -> response.end()).onFailure(e -> response.reset());
    }

    private static Future<Void> send(Vertx vertx, Slice slice, HttpServerResponse response) {
        return vertx.fileSystem()
                .open(
                        slice.file().toString(),
                        new OpenOptions().setCreate(false).setWrite(false))
                .compose(file -> {
                    file.setReadPos(slice.offset())
                            .setReadLength(slice.length())
                            .setReadBufferSize(CHUNK);
                    return file.pipe().endOnComplete(false).to(response).eventually(file::close);
                });
    }
}
