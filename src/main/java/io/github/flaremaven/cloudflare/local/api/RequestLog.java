package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import io.github.flaremaven.cloudflare.local.fault.Fault;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/**
 * Writes every call, as one line of JSON, into a file that begins anew with each start, and passes it on. What was sent
 * and answered is not in it.
 */
final class RequestLog implements ApiServer.Listener, AutoCloseable {
    private final Writer file;
    private final Clock clock;
    private final ApiServer.Listener next;

    RequestLog(Path file, Clock clock, ApiServer.Listener next) {
        this.clock = clock;
        this.next = next;
        try {
            this.file = Files.newBufferedWriter(file);
        } catch (IOException e) {
            throw new ToolFailure("the request log " + file + " cannot be written: " + e, e);
        }
    }

    @Override
    public void answered(String method, String path, int status) {
        write(call(method, path).put("status", status));
        next.answered(method, path, status);
    }

    @Override
    public void faulted(String method, String path, Fault fault, Optional<Integer> done) {
        ObjectNode line = call(method, path).put("fault", fault.toString());
        done.ifPresent(status -> line.put("done", status));
        write(line);
        next.faulted(method, path, fault, done);
    }

    private ObjectNode call(String method, String path) {
        return Json.object()
                .put("time", clock.instant().toString())
                .put("method", method)
                .put("path", path);
    }

    /** A log that cannot be written is no reason to fail a call. */
    private synchronized void write(ObjectNode line) {
        try {
            file.write(Json.compact(line) + "\n");
            file.flush();
        } catch (IOException e) {
            return;
        }
    }

    @Override
    public synchronized void close() {
        try {
            file.close();
        } catch (IOException e) {
            return;
        }
    }
}
