package io.github.flaremaven.cloudflare.junit;

import io.github.flaremaven.cloudflare.base.NetworkFailure;
import io.github.flaremaven.cloudflare.cloudflare.http.Urls;
import io.github.flaremaven.cloudflare.testbed.CollectedLogs;
import io.github.flaremaven.cloudflare.testbed.RunningWorker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/** The Worker that is tested: its address, requests to it, and what it says. Redirects are not followed. */
public final class Worker {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOG_PATIENCE = Duration.ofSeconds(20);

    private final RunningWorker running;
    private final HttpClient client;
    private final CollectedLogs logs;

    Worker(RunningWorker running, HttpClient client, CollectedLogs logs) {
        this.running = running;
        this.client = client;
        this.logs = logs;
    }

    /** Its name, as the config and the environment give it. */
    public String name() {
        return running.name();
    }

    /** Where it answers: {@code http://127.0.0.1:PORT}. */
    public URI url() {
        return running.url();
    }

    /** Sends a GET request; {@code path} begins with a slash and may have a query. Headers are names and values in turn. */
    public Reply get(String path, String... headers) {
        return send(request(path, headers).GET().build());
    }

    /** Sends a POST request. */
    public Reply post(String path, String body, String... headers) {
        return send(request(path, headers).POST(BodyPublishers.ofString(body)).build());
    }

    /** Sends a PUT request. */
    public Reply put(String path, String body, String... headers) {
        return send(request(path, headers).PUT(BodyPublishers.ofString(body)).build());
    }

    /** Sends a DELETE request. */
    public Reply delete(String path, String... headers) {
        return send(request(path, headers).DELETE().build());
    }

    /** A request to be completed and sent with {@link #send}. */
    public HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(running.url() + path)).timeout(PATIENCE);
        return headers.length == 0 ? request : request.headers(headers);
    }

    /** Sends a request and reads the whole answer. */
    public Reply send(HttpRequest request) {
        try {
            return new Reply(client.send(request, BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new NetworkFailure(
                    "the Worker " + name() + " does not answer " + request.method() + " " + request.uri() + ": " + e,
                    running.url().getAuthority(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NetworkFailure(
                    "interrupted while the Worker " + name() + " was asked",
                    running.url().getAuthority(),
                    e);
        }
    }

    /** Runs the handler for schedules and waits for its end; the status is 200 when it succeeded. */
    public Reply scheduled(String cron) {
        return get("/cdn-cgi/handler/scheduled?cron=" + Urls.encode(cron));
    }

    /**
     * What the Worker has said since the class began. What it says in a request may arrive a moment after the answer: wait for it
     * with {@link #awaitLog}.
     */
    public List<LogLine> logs() {
        return logs.all().stream().map(m -> new LogLine(m.level(), m.text())).toList();
    }

    /**
     * Waits until the Worker has said something with this text in it.
     *
     * @throws AssertionError when it does not within twenty seconds; the message has what it said instead
     */
    public LogLine awaitLog(String text) {
        return logs.await(m -> m.text().contains(text), LOG_PATIENCE)
                .map(m -> new LogLine(m.level(), m.text()))
                .orElseThrow(() -> new AssertionError("the Worker " + name() + " did not log \"" + text + "\" within "
                        + LOG_PATIENCE.toSeconds() + " seconds; it logged " + logs()));
    }

    @Override
    public String toString() {
        return name() + " at " + url();
    }
}
