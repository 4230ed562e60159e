import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * From the command to the first answer, and from a saved file to the first new answer, as a client sees it that asks all the
 * time.
 */
final class DevLoop {
    private static final int SAVES = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Map<String, String> environment;
    private final int runs;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    DevLoop(Map<String, String> environment, int runs) {
        this.environment = environment;
        this.runs = runs;
    }

    /** What one process took, in seconds. */
    private record Times(double start, List<Double> saves) {}

    void run(String goals, List<String> wrangler) throws Exception {
        Path project = Projects.empty("dev", "main = \"src/worker.js\"\n");
        Files.createDirectories(project.resolve("src"));
        Path quick = Projects.quick(project);
        Map<String, List<Times>> times = new LinkedHashMap<>();
        for (int run = 0; run < runs; run++) {
            List<String> command = new ArrayList<>(wrangler);
            command.addAll(List.of("dev", "--ip", "127.0.0.1", "--port"));
            add(times, "wrangler dev", project, command, "");
            List<String> maven = List.of("mvn", "-B", goals + "dev");
            add(times, "cloudflare:dev", project, maven, "-Dcloudflare.port=");
            add(times, "cloudflare:dev, C1", quick, maven, "-Dcloudflare.port=");
        }
        System.out.println("\n### The development loop\n");
        System.out.println("| | start to first answer, s | save to new answer, ms | slowest save, ms |");
        System.out.println("| --- | ---: | ---: | ---: |");
        times.forEach((name, all) -> {
            List<Double> saves = all.stream().flatMap(t -> t.saves().stream()).toList();
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.2f | %.0f | %.0f |%n",
                    name,
                    Timing.median(all.stream().map(Times::start).toList()),
                    1000 * Timing.median(saves),
                    1000 * saves.stream().mapToDouble(d -> d).max().orElse(0));
        });
    }

    private void add(Map<String, List<Times>> times, String name, Path folder, List<String> command, String portOption)
            throws Exception {
        times.computeIfAbsent(name, n -> new ArrayList<>()).add(time(name, folder, command, portOption));
    }

    private Times time(String name, Path folder, List<String> command, String portOption) throws Exception {
        int port = freePort();
        List<String> whole = new ArrayList<>(command);
        whole.add(portOption + port);
        Path output = Projects.WORK.resolve("dev.log");
        save(folder, "0");
        ProcessBuilder builder = new ProcessBuilder(whole)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(k -> k.startsWith("CLOUDFLARE") || k.equals("MAVEN_OPTS"));
        builder.environment().putAll(environment);
        builder.environment().remove("CLOUDFLARE_API_BASE_URL");
        long begun = System.nanoTime();
        Process process = builder.start();
        try {
            double start = await(process, port, "answer 0", begun, name, output);
            List<Double> saves = new ArrayList<>();
            for (int i = 1; i <= SAVES; i++) {
                TimeUnit.MILLISECONDS.sleep(700); // so that nothing of the last reload is left
                long saved = System.nanoTime();
                save(folder, "" + i);
                saves.add(await(process, port, "answer " + i, saved, name, output));
            }
            return new Times(start, saves);
        } finally {
            List<ProcessHandle> children = process.descendants().toList();
            process.destroy();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            children.forEach(ProcessHandle::destroy);
        }
    }

    private static void save(Path folder, String answer) throws IOException {
        Files.writeString(
                folder.resolve("src/worker.js"),
                "export default { fetch() { return new Response(\"answer " + answer + "\"); } };\n");
    }

    /** Seconds since a moment. */
    private double await(Process process, int port, String answer, long since, String name, Path output)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                .timeout(Duration.ofSeconds(10))
                .build();
        while (process.isAlive() && System.nanoTime() - since < PATIENCE.toNanos()) {
            try {
                if (client.send(request, BodyHandlers.ofString()).body().equals(answer)) {
                    return (System.nanoTime() - since) / 1e9;
                }
            } catch (IOException e) {
                TimeUnit.MILLISECONDS.sleep(2); // not there yet
            }
            TimeUnit.MILLISECONDS.sleep(2);
        }
        throw new IllegalStateException(name + " does not answer \"" + answer + "\":\n" + Files.readString(output));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
