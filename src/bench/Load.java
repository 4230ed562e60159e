import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Loads the embedded Cloudflare: many clients over mixed routes of a Worker with two versions at 90 and 10 percent, while a
 * new version takes the place of the larger one every few seconds. Prints requests, failures, the split and the memory, and
 * ends with 1 when a request failed or the split is off by more than two points.
 *
 * <p>Run it in the project's folder after {@code mvn install -DskipTests}:
 * {@code javac -d target/bench-classes src/bench/*.java && java -cp target/bench-classes Load [clients [seconds [seconds
 * between reloads]]]}; 200, 60 and 5 without any.
 */
public final class Load {
    private static final String ACCOUNT = "/accounts/10ca110ca110ca110ca110ca110ca110";
    private static final String SCRIPT = ACCOUNT + "/workers/scripts/load";
    private static final String KV = "0123456789abcdef0123456789abcdef";
    private static final Path WORK = Path.of("target", "load").toAbsolutePath();
    private static final List<String> ROUTES = List.of("/plain", "/slow", "/stream", "/echo", "/kv", "/page");
    private static final String ECHO = "0123456789".repeat(2000);
    private static final String PAGE = "a page of its own";
    private static final double SMALLER_SHARE = 10;
    private static final double TOLERANCE = 2;

    private static final String WORKER = """
            export default {
              async fetch(request, env) {
                const headers = { "X-Share": env.SHARE };
                switch (new URL(request.url).pathname) {
                  case "/slow":
                    await scheduler.wait(100);
                    return new Response("slow", { headers });
                  case "/stream": {
                    let left = 20;
                    return new Response(new ReadableStream({
                      async pull(c) {
                        await scheduler.wait(5);
                        if (left-- > 0) c.enqueue(new Uint8Array(1000)); else c.close();
                      } }), { headers });
                  }
                  case "/echo":
                    return new Response(request.body, { headers });
                  case "/kv": {
                    const key = crypto.randomUUID().slice(0, 2);
                    await env.KV.put(key, key);
                    return new Response(await env.KV.get(key) === key ? "kept" : "lost", { headers });
                  }
                  default:
                    return new Response("plain", { headers });
                }
              },
            };
            // version NUMBER
            """;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(30))
            .build();
    private final String api;
    private final int port;
    private final ProcessHandle server;
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong smaller = new AtomicLong();
    private final AtomicLong larger = new AtomicLong();
    private final AtomicLong slowestNanos = new AtomicLong();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();

    /** KiB. */
    private record Memory(long workerd, int processes, long heap, long maven) {
        @Override
        public String toString() {
            return "| %.1f in %d | %.1f | %.1f |"
                    .formatted(workerd / 1024.0, processes, heap / 1024.0, maven / 1024.0);
        }
    }

    private Load(ProcessHandle server, String address) {
        this.server = server;
        this.api = field(address, "apiBase", "\"([^\"]+)\"");
        this.port = Integer.parseInt(field(address, "workersPort", "(\\d+)"));
    }

    public static void main(String[] arguments) throws Exception {
        int clients = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 200;
        int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 60;
        int between = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 5;
        Path state = WORK.resolve("state");
        Projects.delete(state);
        Files.createDirectories(WORK);
        Process local = new ProcessBuilder(
                        "mvn",
                        "-B",
                        "io.github.flaremaven:cloudflare-maven-plugin:" + Projects.pluginVersion() + ":local",
                        "-Dcloudflare.local.directory=" + state,
                        "-Dcloudflare.port=0",
                        "-Dcloudflare.apiPort=0")
                .directory(WORK.toFile())
                .redirectErrorStream(true)
                .redirectOutput(WORK.resolve("local.log").toFile())
                .start();
        boolean good;
        try {
            String address = awaitAddress(local, state);
            long pid = Long.parseLong(field(address, "process", "(\\d+)"));
            good = new Load(ProcessHandle.of(pid).orElseThrow(), address).run(clients, seconds, between);
        } finally {
            local.descendants().forEach(ProcessHandle::destroy);
            local.destroy();
            local.waitFor(40, TimeUnit.SECONDS);
        }
        System.exit(good ? 0 : 1);
    }

    private boolean run(int clients, int seconds, int between) throws Exception {
        String small = upload(0, "smaller");
        split(upload(1, "larger"), small);
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            String route = ROUTES.get(i % ROUTES.size());
            running.add(threads.submit(() -> work(route)));
        }
        System.out.printf("%d clients for %d seconds, a reload every %d seconds%n%n", clients, seconds, between);
        System.out.println("| second | requests | failures | workerd MiB | heap MiB | Maven's process MiB |");
        System.out.println("| ---: | ---: | ---: | ---: | ---: | ---: |");
        long start = System.nanoTime();
        int reloads = 0;
        print(start);
        while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(seconds)) {
            TimeUnit.SECONDS.sleep(between);
            split(upload(++reloads + 1, "larger"), small);
            print(start);
        }
        over.set(true);
        for (Future<?> client : running) {
            client.get(60, TimeUnit.SECONDS);
        }
        threads.shutdown();
        double share = 100.0 * smaller.get() / Math.max(1, smaller.get() + larger.get());
        System.out.printf(
                Locale.ROOT,
                "%n%d requests, %d failures, %d reloads; the smaller version got %.2f %% of %d (%s %% wanted); slowest %d ms%n",
                requests.get(),
                failures.size(),
                reloads,
                share,
                smaller.get() + larger.get(),
                SMALLER_SHARE,
                TimeUnit.NANOSECONDS.toMillis(slowestNanos.get()));
        failures.stream().limit(20).forEach(System.out::println);
        TimeUnit.SECONDS.sleep(3);
        System.out.println("idle, 3 seconds later:");
        print(start);
        return failures.isEmpty() && Math.abs(share - SMALLER_SHARE) <= TOLERANCE;
    }

    private void print(long start) throws IOException, InterruptedException {
        System.out.printf(
                Locale.ROOT,
                "| %d | %d | %d %s%n",
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start),
                requests.get(),
                failures.size(),
                memory());
    }

    private void work(String route) {
        while (!over.get()) {
            long start = System.nanoTime();
            try {
                call(route).ifPresent(failures::add);
            } catch (IOException e) {
                failures.add(route + ": " + e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            slowestNanos.accumulateAndGet(System.nanoTime() - start, Math::max);
            requests.incrementAndGet();
        }
    }

    /** What is wrong with the answer. */
    private Optional<String> call(String route) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + route))
                .header("X-Cloudflare-Local-Host", "load.localhost")
                .timeout(Duration.ofSeconds(60));
        if (route.equals("/echo")) {
            request.POST(BodyPublishers.ofString(ECHO));
        }
        HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
        String body = answer.body();
        boolean right = answer.statusCode() == 200
                && switch (route) {
                    case "/echo" -> body.equals(ECHO);
                    case "/stream" -> body.length() == 20_000;
                    case "/kv" -> body.equals("kept");
                    case "/page" -> body.equals(PAGE);
                    default -> body.equals(route.substring(1));
                };
        if (!right) {
            return Optional.of(route + ": " + answer.statusCode() + " " + body.substring(0, Math.min(100, body.length())));
        }
        answer.headers()
                .firstValue("X-Share")
                .ifPresent(share -> (share.equals("smaller") ? smaller : larger).incrementAndGet());
        return Optional.empty();
    }

    private String upload(int number, String share) throws IOException, InterruptedException {
        String metadata = """
                {"main_module": "index.js", "compatibility_date": "2026-01-01", "assets": {"jwt": "%s"}, "bindings": [
                  {"type": "plain_text", "name": "SHARE", "text": "%s"},
                  {"type": "kv_namespace", "name": "KV", "namespace_id": "%s"}]}""".formatted(assets(), share, KV);
        String body = part("metadata", "", "application/json", metadata)
                + part("index.js", "; filename=\"index.js\"", "application/javascript+module",
                        WORKER.replace("NUMBER", Integer.toString(number)))
                + "--limit--\r\n";
        boolean isNew = number == 0;
        String answer = send(
                isNew ? "PUT" : "POST", isNew ? SCRIPT : SCRIPT + "/versions", "multipart/form-data; boundary=limit", body, "local");
        if (!isNew) {
            return field(answer, "id", "\"([0-9a-f-]{36})\"");
        }
        String hex = field(answer, "deployment_id", "\"([0-9a-f]{32})\"");
        return hex.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5");
    }

    /** The token of assets that are there. */
    private String assets() throws IOException, InterruptedException {
        String hash = "0f".repeat(16);
        String session = send(
                "POST",
                SCRIPT + "/assets-upload-session",
                "application/json",
                "{\"manifest\": {\"/page.html\": {\"hash\": \"" + hash + "\", \"size\": " + PAGE.length() + "}}}",
                "local");
        String token = field(session, "jwt", "\"([^\"]+)\"");
        if (!session.contains(hash)) {
            return token;
        }
        String content = Base64.getEncoder().encodeToString(PAGE.getBytes(StandardCharsets.UTF_8));
        String form = part(hash, "; filename=\"" + hash + "\"", "text/html", content) + "--limit--\r\n";
        return field(
                send("POST", ACCOUNT + "/workers/assets/upload?base64=true", "multipart/form-data; boundary=limit", form, token),
                "jwt",
                "\"([^\"]+)\"");
    }

    private static String part(String name, String more, String type, String content) {
        return "--limit\r\nContent-Disposition: form-data; name=\"" + name + "\"" + more + "\r\nContent-Type: " + type
                + "\r\n\r\n" + content + "\r\n";
    }

    private void split(String large, String small) throws IOException, InterruptedException {
        send(
                "POST",
                SCRIPT + "/deployments",
                "application/json",
                "{\"strategy\": \"percentage\", \"versions\": [{\"version_id\": \"%s\", \"percentage\": 90}, {\"version_id\": \"%s\", \"percentage\": 10}]}"
                        .formatted(large, small),
                "local");
    }

    private String send(String method, String path, String type, String body, String token)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(api + path))
                        .method(method, BodyPublishers.ofString(body))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", type)
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    /** After a collection, so that the heap is what is in use. */
    private Memory memory() throws IOException, InterruptedException {
        jcmd("GC.run");
        Matcher used = Pattern.compile("used (\\d+)K").matcher(jcmd("GC.heap_info"));
        long heap = used.find() ? Long.parseLong(used.group(1)) : 0;
        List<ProcessHandle> workerds = server.descendants()
                .filter(p -> p.info().command().filter(c -> c.endsWith("workerd")).isPresent())
                .toList();
        long workerd = workerds.stream().mapToLong(p -> Timing.residentKiB(p.pid())).sum();
        return new Memory(workerd, workerds.size(), heap, Timing.residentKiB(server.pid()));
    }

    private String jcmd(String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(server.pid()),
                        command)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    private static String field(String json, String name, String value) {
        Matcher matcher = Pattern.compile("\"" + name + "\"\\s*:\\s*" + value).matcher(json);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + name + " in " + json);
        }
        return matcher.group(1);
    }

    private static String awaitAddress(Process local, Path state) throws IOException, InterruptedException {
        Path address = state.resolve("local.json");
        while (local.isAlive()) {
            if (Files.exists(address)) {
                return Files.readString(address);
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new IllegalStateException(
                "cloudflare:local did not start:\n" + Files.readString(WORK.resolve("local.log")));
    }
}
