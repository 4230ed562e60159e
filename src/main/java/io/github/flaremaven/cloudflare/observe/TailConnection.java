package io.github.flaremaven.cloudflare.observe;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.NetworkFailure;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One WebSocket to a tail. Pings every ten seconds; two unanswered pings count as a lost connection. */
final class TailConnection implements AutoCloseable {
    private static final Duration PING_INTERVAL = Duration.ofSeconds(10);
    private static final ByteBuffer PING = ByteBuffer.wrap("cloudflare tail".getBytes(StandardCharsets.UTF_8));

    private final Receiver receiver = new Receiver();
    private final WebSocket socket;
    private long lastPing = System.nanoTime();
    private int unanswered;

    private TailConnection(HttpClient client, URI url, String userAgent) {
        this.socket = client.newWebSocketBuilder()
                .subprotocols("trace-v1")
                .header("User-Agent", userAgent)
                .connectTimeout(Duration.ofSeconds(10))
                .buildAsync(url, receiver)
                .join();
        socket.sendText("{\"debug\":false}", true).join();
    }

    static TailConnection open(HttpClient client, URI url, String userAgent) {
        try {
            return new TailConnection(client, url, userAgent);
        } catch (CompletionException e) {
            throw new NetworkFailure(
                    "cannot connect to the tail at " + url.getAuthority() + ": " + e.getCause(), url.getAuthority(), e);
        }
    }

    /** The next event, absent when none arrives within the wait. */
    Optional<JsonNode> next(Duration wait) throws InterruptedException {
        ping();
        return Optional.ofNullable(receiver.messages.poll(wait.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** Why the connection is gone; absent while it stands. */
    Optional<String> lost() {
        return unanswered > 2 ? Optional.of("no answer to pings") : Optional.ofNullable(receiver.lost);
    }

    /** Whether the server ended it on purpose. */
    boolean endedCleanly() {
        return receiver.closeCode == WebSocket.NORMAL_CLOSURE;
    }

    private void ping() {
        if (System.nanoTime() - lastPing > PING_INTERVAL.toNanos()) {
            lastPing = System.nanoTime();
            unanswered = receiver.ponged ? 1 : unanswered + 1;
            receiver.ponged = false;
            try {
                socket.sendPing(PING.duplicate()).join();
            } catch (CompletionException e) {
                receiver.onError(socket, e);
            }
        }
    }

    @Override
    public void close() {
        socket.abort();
    }

    private static final class Receiver implements WebSocket.Listener {
        private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
        private final StringBuilder text = new StringBuilder();
        private final ByteArrayOutputStream binary = new ByteArrayOutputStream();
        private volatile @Nullable String lost;
        private volatile int closeCode;
        private volatile boolean ponged;

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                deliver(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            binary.writeBytes(bytes);
            if (last) {
                deliver(binary.toString(StandardCharsets.UTF_8));
                binary.reset();
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
            ponged = true;
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int statusCode, String reason) {
            closeCode = statusCode;
            lost = "closed by the server with status " + statusCode + (reason.isEmpty() ? "" : " (" + reason + ")");
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            lost = error.getMessage() == null ? error.toString() : error.getMessage();
        }

        private void deliver(String message) {
            try {
                messages.add(Json.parse(message));
            } catch (UncheckedIOException e) {
                lost = "a message that is no JSON arrived";
            }
        }
    }
}
