package io.github.flaremaven.cloudflare.cloudflare.http;

import com.github.mizosoft.methanol.ProgressTracker;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One attempt of a call. The client's own timeout ends with the answer's headers and counts the time that a large upload
 * takes on a slow line; this one watches the bytes: a request must keep moving, and an answer must be whole in time.
 */
final class Exchange {
    /** A request on its way out of which nothing moves for longer is stuck. */
    private static final Duration LONGEST_STANDSTILL = Duration.ofSeconds(60);

    private final Duration deadline;
    private volatile boolean sent;
    private volatile long lastMove = System.nanoTime();

    private Exchange(Duration deadline) {
        this.deadline = deadline;
    }

    /**
     * Sends and waits.
     *
     * @param request without a body
     * @throws HttpTimeoutException when the request gets stuck or the answer is not whole in time
     * @throws IOException when the connection breaks
     */
    static HttpResponse<String> run(HttpClient client, HttpRequest.Builder request, Call call, BodyPublisher body)
            throws IOException, InterruptedException {
        Exchange exchange = new Exchange(call.deadline());
        HttpRequest complete =
                request.method(call.method(), exchange.watched(body)).build();
        return exchange.await(client.sendAsync(complete, BodyHandlers.ofString(StandardCharsets.UTF_8)));
    }

    private BodyPublisher watched(BodyPublisher body) {
        if (body.contentLength() == 0) {
            sent = true;
            return body;
        }
        return ProgressTracker.newBuilder().bytesTransferredThreshold(1).build().tracking(body, progress -> {
            lastMove = System.nanoTime();
            sent = progress.done();
        });
    }

    private HttpResponse<String> await(CompletableFuture<HttpResponse<String>> answer)
            throws IOException, InterruptedException {
        try {
            while (true) {
                try {
                    return answer.get(Math.max(left(), 0), TimeUnit.NANOSECONDS);
                } catch (TimeoutException e) {
                    if (left() <= 0) {
                        throw new HttpTimeoutException(standstill());
                    }
                }
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    /** Nanoseconds until the attempt is given up, if nothing moves from now on. */
    private long left() {
        return limit().toNanos() - (System.nanoTime() - lastMove);
    }

    private Duration limit() {
        return sent || deadline.compareTo(LONGEST_STANDSTILL) < 0 ? deadline : LONGEST_STANDSTILL;
    }

    private String standstill() {
        String limit =
                limit().toSeconds() > 0 ? limit().toSeconds() + " seconds" : limit().toMillis() + " milliseconds";
        return sent ? "no whole answer arrived within " + limit : "the request was stuck half-way for " + limit;
    }
}
