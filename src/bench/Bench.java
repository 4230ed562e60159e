import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Times goals of the plugin beside wrangler's commands, whole processes on the same project and against the same embedded
 * Cloudflare behind a relay that adds latency and counts requests, and prints tables in Markdown.
 *
 * <p>Run it in the project's folder after {@code mvn install -DskipTests}:
 * {@code java src/bench/Bench.java [runs [scenario …]]}. Scenarios: deploy, bundle, unchanged, modules, assets,
 * large-assets, reactor; all of them without any. {@code -Dlatency=50} in front of the file adds 50 ms to each request.
 */
public final class Bench {
    private static final int RUNS = 7;
    private static final Path WORK = Path.of("target", "bench").toAbsolutePath();
    private static final Path PROJECT = Path.of("src", "it", "quickstart").toAbsolutePath();
    private static final String QUICK = "-XX:TieredStopAtLevel=1\n-XX:+UseSerialGC\n";

    private final int runs;
    private final Set<String> wanted;
    private final String goals;
    private final Path modules;
    private final List<String> wrangler;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final AtomicInteger salt = new AtomicInteger();
    private Relay relay;

    /** One whole process; seconds, seconds and KiB. The peak is that of the process and its children together. */
    record Sample(double wall, double cpu, long peak, int requests, int writes) {}

    /** A command in a folder; {@code before} is not timed. */
    record Contestant(String name, Path folder, List<String> command, Runnable before) {
        Contestant after(Runnable preparation) {
            return new Contestant(name, folder, command, preparation);
        }
    }

    /** The medians of a contestant. */
    record Result(Contestant contestant, List<Sample> samples) {
        double wall() {
            return median(samples.stream().map(Sample::wall).toList());
        }

        double cpu() {
            return median(samples.stream().map(Sample::cpu).toList());
        }

        double peakMiB() {
            return median(samples.stream().map(s -> s.peak() / 1024.0).toList());
        }

        String range() {
            List<Double> sorted =
                    samples.stream().map(Sample::wall).sorted().toList();
            return "%.2f–%.2f".formatted(sorted.get(0), sorted.get(sorted.size() - 1));
        }

        String requests() {
            Sample last = samples.get(samples.size() - 1);
            return last.requests() + " / " + last.writes();
        }
    }

    /** Stands between a client and the API: waits a little before each request, and counts. */
    private static final class Relay implements AutoCloseable {
        private static final Set<String> OWN = Set.of("host", "connection", "content-length", "transfer-encoding", "upgrade");

        private final HttpServer server;
        private final ExecutorService threads = Executors.newCachedThreadPool();
        private final HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        private final URI api;
        private final long latencyMs;
        private final AtomicInteger requests = new AtomicInteger();
        private final AtomicInteger writes = new AtomicInteger();

        Relay(URI api, long latencyMs) throws IOException {
            this.api = api;
            this.latencyMs = latencyMs;
            this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
            server.createContext("/", this::pass);
            server.setExecutor(threads);
            server.start();
        }

        String base() {
            return "http://127.0.0.1:" + server.getAddress().getPort() + api.getPath();
        }

        private void pass(HttpExchange exchange) throws IOException {
            try (exchange) {
                requests.incrementAndGet();
                if (!exchange.getRequestMethod().equals("GET")) {
                    writes.incrementAndGet();
                }
                byte[] body = exchange.getRequestBody().readAllBytes();
                TimeUnit.MILLISECONDS.sleep(latencyMs);
                HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(
                                "http://" + api.getAuthority() + exchange.getRequestURI().toString()))
                        .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
                exchange.getRequestHeaders().forEach((name, values) -> {
                    if (!OWN.contains(name.toLowerCase(Locale.ROOT))) {
                        values.forEach(v -> request.header(name, v));
                    }
                });
                HttpResponse<byte[]> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
                answer.headers().map().forEach((name, values) -> {
                    if (!OWN.contains(name)) {
                        exchange.getResponseHeaders().put(name, values);
                    }
                });
                exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
                exchange.getResponseBody().write(answer.body());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        void reset() {
            requests.set(0);
            writes.set(0);
        }

        @Override
        public void close() {
            server.stop(0);
            threads.shutdownNow();
        }
    }

    private Bench(int runs, Set<String> wanted) throws IOException, InterruptedException {
        this.runs = runs;
        this.wanted = wanted;
        this.goals = "io.github.flaremaven:cloudflare-maven-plugin:" + projectVersion() + ":";
        this.modules = WORK.resolve("wrangler-" + wranglerVersion()).resolve("node_modules");
        this.wrangler = installWrangler();
    }

    public static void main(String[] arguments) throws Exception {
        if (!Files.isDirectory(PROJECT)) {
            throw new IllegalStateException("run this in the project's folder");
        }
        // The relay would hold back each answer for the client's next packet, 40 ms on Linux.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        List<String> rest = Arrays.asList(arguments);
        new Bench(
                        rest.isEmpty() ? RUNS : Integer.parseInt(rest.get(0)),
                        Set.copyOf(rest.subList(Math.min(1, rest.size()), rest.size())))
                .run();
    }

    private boolean wants(String scenario) {
        return wanted.isEmpty() || wanted.contains(scenario);
    }

    private void run() throws Exception {
        Path home = copy("home");
        Path state = WORK.resolve("state");
        delete(state);
        Process local = startLocal(home, state);
        long latency = Long.getLong("latency", 0);
        try (Relay opened = new Relay(URI.create(awaitApi(local, state)), latency)) {
            relay = opened;
            environment.putAll(Map.of(
                    "CLOUDFLARE_API_BASE_URL", relay.base(),
                    "CLOUDFLARE_API_TOKEN", "local",
                    "CLOUDFLARE_ACCOUNT_ID", "10ca110ca110ca110ca110ca110ca110",
                    "WRANGLER_SEND_METRICS", "false",
                    "WRANGLER_HIDE_BANNER", "true",
                    "CI", "1",
                    "HOME", Files.createDirectories(WORK.resolve("wrangler-home")).toString()));
            System.out.println(machine() + "; " + latency + " ms a request");
            if (wants("deploy")) {
                deploy();
            }
            if (wants("unchanged")) {
                unchanged();
            }
            if (wants("bundle")) {
                bundle();
            }
            if (wants("modules")) {
                manyModules();
            }
            if (wants("assets")) {
                assets();
            }
            if (wants("large-assets")) {
                largeAssets();
            }
            if (wants("reactor")) {
                reactor();
            }
        } finally {
            local.descendants().forEach(ProcessHandle::destroy);
            local.destroy();
            local.waitFor(10, TimeUnit.SECONDS);
        }
    }

    private List<Contestant> floor(Path folder) throws IOException {
        return List.of(
                maven("Maven, a goal that does nothing", folder, "deploy", "-Dcloudflare.skip"),
                maven("the same, C1", quick(folder), "deploy", "-Dcloudflare.skip"));
    }

    /** Every run changes a variable, so that there is something to deploy. */
    private void deploy() throws Exception {
        Path project = copy("deploy");
        Runnable change = () -> replace(project.resolve("wrangler.toml"), "LOG_LEVEL = \"[^\"]*\"", "LOG_LEVEL = \"l" + salt.incrementAndGet() + "\"");
        Path quick = quick(project);
        Runnable quickChange = () -> replace(quick.resolve("wrangler.toml"), "LOG_LEVEL = \"[^\"]*\"", "LOG_LEVEL = \"l" + salt.incrementAndGet() + "\"");
        table("Deploy a small Worker", runs, List.of(
                wrangler("wrangler deploy", project, "deploy", "--env", "production").after(change),
                maven("cloudflare:deploy", project, "deploy", "-Denv=production").after(change),
                maven("cloudflare:deploy, C1", quick, "deploy", "-Denv=production").after(quickChange)), floor(project));
    }

    /** A Worker for each, because what wrangler deploys does not say what it is. */
    private void unchanged() throws Exception {
        Path project = copy("unchanged");
        Path quick = quick(project);
        table("Deploy what is live already", runs, List.of(
                wrangler("wrangler deploy", project, "deploy", "--env", "development"),
                maven("cloudflare:deploy", project, "deploy", "-Denv=staging"),
                maven("cloudflare:deploy, C1", quick, "deploy", "-Denv=staging")), floor(project));
    }

    private void bundle() throws Exception {
        Path project = copy("bundle");
        table("Bundle a small Worker", runs, List.of(
                wrangler("wrangler deploy --dry-run", project, "deploy", "--dry-run", "--outdir", "dist", "--env", "production"),
                maven("cloudflare:bundle", project, "bundle", "-Denv=production"),
                maven("cloudflare:bundle, C1", quick(project), "bundle", "-Denv=production")), floor(project));
    }

    private void manyModules() throws Exception {
        Path project = empty("modules", "main = \"src/index.ts\"\n");
        Path source = Files.createDirectories(project.resolve("src"));
        StringBuilder index = new StringBuilder();
        for (int i = 0; i < 400; i++) {
            index.append("import { f%1$d } from \"./m%1$d\";\n".formatted(i));
            Files.writeString(
                    source.resolve("m" + i + ".ts"),
                    ("export interface I%1$d { a: number; b?: string }\n"
                                    + "export function f%1$d(x: I%1$d): number { return x.a + %1$d + (x.b ?? \"\").length; }\n"
                                    + "export const unused%1$d = [1, 2, 3].map((n: number) => n * %1$d);\n")
                            .formatted(i));
        }
        index.append("export default { fetch() { let s = 0;\n");
        for (int i = 0; i < 400; i++) {
            index.append("s += f%1$d({ a: %1$d });\n".formatted(i));
        }
        Files.writeString(source.resolve("index.ts"), index + "return new Response(String(s)); } };\n");
        Path binary = modules.resolve("@esbuild").resolve(platform()).resolve("bin/esbuild");
        table("Bundle 400 TypeScript modules", runs, List.of(
                wrangler("wrangler deploy --dry-run", project, "deploy", "--dry-run", "--outdir", "dist"),
                maven("cloudflare:bundle", project, "bundle"),
                maven("cloudflare:bundle, C1", quick(project), "bundle"),
                new Contestant("esbuild alone", project, List.of(
                        binary.toString(), "src/index.ts", "--bundle", "--format=esm", "--sourcemap", "--outfile=alone/index.js"), () -> {})), floor(project));
    }

    private void assets() throws Exception {
        Path project = empty("assets", "[assets]\ndirectory = \"public\"\n");
        fill(project.resolve("public"), 16_000, i -> 8192);
        Path quick = empty("assets-c1", "name = \"assets\"\n[assets]\ndirectory = \"../assets/public\"\n");
        Files.writeString(quick.resolve(".mvn/jvm.config"), QUICK);
        Runnable fresh = () -> resalt(project.resolve("public"), List.of(project, quick));
        int few = Math.min(runs, 3);
        table("16,000 assets of 8 KiB, all new", few, List.of(
                wrangler("wrangler deploy", project, "deploy").after(fresh),
                maven("cloudflare:deploy", project, "deploy").after(fresh),
                maven("cloudflare:deploy, C1", quick, "deploy").after(fresh)), List.of());
        Runnable touch = () -> salt(project.resolve("public/d000/f0.txt"), salt.incrementAndGet());
        table("The same, one of them changed", few, List.of(
                wrangler("wrangler deploy", project, "deploy").after(touch),
                maven("cloudflare:deploy", project, "deploy").after(touch),
                maven("cloudflare:deploy, C1", quick, "deploy").after(touch)), floor(project));
        delete(project);
    }

    private void largeAssets() throws Exception {
        Path project = empty("large-assets", "[assets]\ndirectory = \"public\"\n");
        Random sizes = new Random(7);
        fill(project.resolve("public"), 20_000, i -> (int) Math.pow(2, 9 + 11 * Math.pow(sizes.nextDouble(), 2)));
        Path quick = empty("large-assets-c1", "name = \"large-assets\"\n[assets]\ndirectory = \"../large-assets/public\"\n");
        Files.writeString(quick.resolve(".mvn/jvm.config"), QUICK);
        Runnable fresh = () -> resalt(project.resolve("public"), List.of(project, quick));
        table("20,000 assets up to 1 MiB, all new", 1, List.of(
                wrangler("wrangler deploy", project, "deploy").after(fresh),
                maven("cloudflare:deploy", project, "deploy").after(fresh),
                maven("cloudflare:deploy, C1", quick, "deploy").after(fresh)), List.of());
        delete(project);
    }

    private void reactor() throws Exception {
        Path root = WORK.resolve("reactor");
        delete(root);
        StringBuilder list = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            Path module = empty("reactor/w" + i, "main = \"src/worker.js\"\n");
            Files.writeString(
                    Files.createDirectories(module.resolve("src")).resolve("worker.js"),
                    "export default { fetch() { return new Response(\"" + i + "\"); } };\n");
            list.append("    <module>w").append(i).append("</module>\n");
        }
        Files.writeString(root.resolve("pom.xml"), pom("reactor", "pom").replace("  <build>", "  <modules>\n" + list + "  </modules>\n  <build>"));
        Path quick = quick(root);
        table("20 Workers", Math.min(runs, 3), List.of(
                new Contestant("wrangler deploy, 20 times", root, List.of(
                        "sh", "-c", "for i in $(seq 0 19); do (cd w$i && " + String.join(" ", wrangler) + " deploy) || exit 1; done"),
                        () -> change(root)),
                maven("cloudflare:deploy -T 2", root, "deploy", "-T2").after(() -> change(root)),
                maven("cloudflare:deploy -T 2, C1", quick, "deploy", "-T2").after(() -> change(quick))), floor(root));
    }

    private void change(Path reactor) {
        for (int i = 0; i < 20; i++) {
            replace(reactor.resolve("w" + i + "/src/worker.js"), "(// .*\n)?$", "// " + salt.incrementAndGet() + "\n");
        }
    }

    /** Contents that no other run had; the index of hashes goes too, as it would on a new machine. */
    private void resalt(Path folder, List<Path> projects) {
        int fresh = salt.incrementAndGet();
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(Files::isRegularFile).forEach(f -> salt(f, fresh));
            for (Path project : projects) {
                delete(project.resolve("target"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void salt(Path file, int salt) {
        try (var channel = java.nio.channels.FileChannel.open(file, java.nio.file.StandardOpenOption.WRITE)) {
            channel.write(java.nio.ByteBuffer.allocate(8).putLong(0, salt * 1_000_003L));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void fill(Path folder, int count, java.util.function.IntUnaryOperator size) throws IOException {
        Random random = new Random(1);
        for (int i = 0; i < count; i++) {
            byte[] content = new byte[Math.max(16, size.applyAsInt(i))];
            random.nextBytes(content);
            Path to = Files.createDirectories(folder.resolve("d%03d".formatted(i / 100)));
            Files.write(to.resolve("f" + i + ".txt"), content);
        }
    }

    private static void replace(Path file, String regex, String by) {
        try {
            Files.writeString(file, Pattern.compile(regex).matcher(Files.readString(file)).replaceAll(by));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A project with nothing but a POM and a config. */
    private static Path empty(String name, String config) throws IOException {
        Path project = WORK.resolve(name);
        delete(project);
        Files.createDirectories(project.resolve(".mvn"));
        String worker = project.getFileName().toString();
        Files.writeString(project.resolve("pom.xml"), pom(worker, "cloudflare-worker"));
        Files.writeString(
                project.resolve("wrangler.toml"),
                (config.startsWith("name") ? "" : "name = \"" + worker + "\"\n")
                        + "compatibility_date = \"2026-05-01\"\n" + config);
        return project;
    }

    private static String pom(String name, String packaging) throws IOException {
        return Files.readString(PROJECT.resolve("pom.xml"))
                .replace("python-highload-mcp", name)
                .replace("<packaging>cloudflare-worker", "<packaging>" + packaging);
    }

    private Contestant maven(String name, Path folder, String goal, String... more) {
        List<String> command = new ArrayList<>(List.of("mvn", "-q", "-B", goals + goal));
        command.addAll(List.of(more));
        return new Contestant(name, folder, command, () -> {});
    }

    private Contestant wrangler(String name, Path folder, String... arguments) {
        List<String> command = new ArrayList<>(wrangler);
        command.addAll(List.of(arguments));
        return new Contestant(name, folder, command, () -> {});
    }

    /** The contestants take turns, so that a slow minute of the machine is everybody's. */
    private void table(String title, int rounds, List<Contestant> contestants, List<Contestant> floor)
            throws IOException, InterruptedException {
        Map<Contestant, List<Sample>> samples = new LinkedHashMap<>();
        Stream.concat(contestants.stream(), floor.stream()).forEach(c -> samples.put(c, new ArrayList<>()));
        for (int run = rounds == 1 ? 0 : -1; run < rounds; run++) {
            for (Map.Entry<Contestant, List<Sample>> one : samples.entrySet()) {
                Sample sample = time(one.getKey());
                if (run >= 0) { // the first round warms the disk cache
                    one.getValue().add(sample);
                }
            }
        }
        List<Result> results = samples.entrySet().stream()
                .map(e -> new Result(e.getKey(), e.getValue()))
                .toList();
        double first = results.get(0).wall();
        System.out.println("\n### " + title + "\n");
        System.out.println(
                "| | wall, s | fastest–slowest | to the first row | CPU, s | peak memory, MiB | requests / writes |");
        System.out.println("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        for (Result r : results) {
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.2f | %s | %.2f | %.2f | %.0f | %s |%n",
                    r.contestant().name(),
                    r.wall(),
                    r.range(),
                    r.wall() / first,
                    r.cpu(),
                    r.peakMiB(),
                    r.requests());
        }
    }

    private Sample time(Contestant contestant) throws IOException, InterruptedException {
        contestant.before().run();
        Path times = Files.createTempFile(WORK, "times", ".txt");
        Path output = Files.createTempFile(WORK, "output", ".txt");
        // "times" of the shell counts all children that were waited for, down the tree.
        List<String> command = new ArrayList<>(
                List.of("sh", "-c", "\"$@\"; status=$?; times > \"$TIMES\"; exit $status", "sh"));
        command.addAll(contestant.command());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(contestant.folder().toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(k -> k.startsWith("CLOUDFLARE") || k.equals("MAVEN_OPTS"));
        builder.environment().putAll(environment);
        builder.environment().put("TIMES", times.toString());
        relay.reset();
        long start = System.nanoTime();
        Process process = builder.start();
        long peak = peakWhileRunning(process);
        double wall = (System.nanoTime() - start) / 1e9;
        if (process.exitValue() != 0) {
            throw new IllegalStateException(contestant.name() + " failed:\n" + Files.readString(output));
        }
        double cpu = cpuOfChildren(Files.readString(times));
        Files.delete(times);
        Files.delete(output);
        return new Sample(wall, cpu, peak, relay.requests.get(), relay.writes.get());
    }

    /** Looks every 10 ms; where there is no {@code /proc} the peak is 0. */
    private static long peakWhileRunning(Process process) throws InterruptedException {
        AtomicLong peak = new AtomicLong();
        AtomicBoolean running = new AtomicBoolean(true);
        Thread sampler = new Thread(() -> {
            while (running.get()) {
                long now = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                        .mapToLong(p -> residentKiB(p.pid()))
                        .sum();
                peak.accumulateAndGet(now, Math::max);
                try {
                    TimeUnit.MILLISECONDS.sleep(10);
                } catch (InterruptedException e) {
                    return;
                }
            }
        });
        sampler.start();
        process.waitFor();
        running.set(false);
        sampler.join();
        return peak.get();
    }

    private static long residentKiB(long pid) {
        try {
            String[] pages = Files.readString(Path.of("/proc/" + pid + "/statm")).split(" ");
            return Long.parseLong(pages[1]) * 4;
        } catch (IOException e) {
            return 0; // ended meanwhile
        }
    }

    /** The second line of {@code times}: user and system time of the children, such as {@code 0m1.20s 0m0.10s}. */
    private static double cpuOfChildren(String times) {
        Matcher matcher = Pattern.compile("(\\d+)m([\\d.,]+)s").matcher(times.split("\n")[1]);
        double seconds = 0;
        while (matcher.find()) {
            seconds += Integer.parseInt(matcher.group(1)) * 60
                    + Double.parseDouble(matcher.group(2).replace(',', '.'));
        }
        return seconds;
    }

    private Process startLocal(Path project, Path state) throws IOException {
        return new ProcessBuilder(
                        "mvn",
                        "-B",
                        goals + "local",
                        "-Denv=production",
                        "-Dcloudflare.local.directory=" + state,
                        "-Dcloudflare.port=0",
                        "-Dcloudflare.apiPort=0")
                .directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(WORK.resolve("local.log").toFile())
                .start();
    }

    private static String awaitApi(Process local, Path state) throws IOException, InterruptedException {
        Pattern api = Pattern.compile("\"apiBase\"\\s*:\\s*\"([^\"]+)\"");
        while (local.isAlive()) {
            Path address = state.resolve("local.json");
            if (Files.exists(address)) {
                Matcher matcher = api.matcher(Files.readString(address));
                if (matcher.find()) {
                    return matcher.group(1);
                }
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new IllegalStateException(
                "cloudflare:local did not start:\n" + Files.readString(WORK.resolve("local.log")));
    }

    private static String platform() {
        return (System.getProperty("os.name").startsWith("Mac") ? "darwin" : "linux") + "-"
                + (System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x64");
    }

    /** wrangler and the Node.js it needs, from npm. */
    private List<String> installWrangler() throws IOException, InterruptedException {
        String node = "node-" + platform();
        if (!Files.isDirectory(modules.resolve("wrangler"))) {
            Path home = Files.createDirectories(modules.getParent());
            int exit = new ProcessBuilder(
                            "npm",
                            "install",
                            "--prefix",
                            home.toString(),
                            "--no-audit",
                            "--no-fund",
                            "wrangler@" + wranglerVersion(),
                            node + "@22")
                    .inheritIO()
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IllegalStateException("npm could not install wrangler");
            }
        }
        return List.of(
                modules.resolve(node).resolve("bin/node").toString(),
                "--no-warnings",
                modules.resolve("wrangler/wrangler-dist/cli.js").toString());
    }

    private static Path copy(String name) throws IOException {
        return copy(PROJECT, WORK.resolve(name));
    }

    /** The same project with the JVM options that the site advises. */
    private static Path quick(Path project) throws IOException {
        Path quick = copy(project, project.resolveSibling(project.getFileName() + "-c1"));
        Files.writeString(Files.createDirectories(quick.resolve(".mvn")).resolve("jvm.config"), QUICK);
        return quick;
    }

    private static Path copy(Path from, Path to) throws IOException {
        delete(to);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(f -> !f.startsWith(from.resolve("target")))
                    .filter(f -> !f.startsWith(from.resolve(".cloudflare")))
                    .toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        return to;
    }

    /** The one that the conformance suite compares with. */
    private static String wranglerVersion() throws IOException {
        Matcher matcher =
                Pattern.compile("<wrangler.version>([^<]+)").matcher(Files.readString(Path.of("pom.xml")));
        if (!matcher.find()) {
            throw new IllegalStateException("pom.xml names no version of wrangler");
        }
        return matcher.group(1);
    }

    private static String projectVersion() throws IOException {
        Matcher matcher = Pattern.compile("<artifactId>cloudflare-maven-plugin</artifactId>\\s*<version>([^<]+)")
                .matcher(Files.readString(Path.of("pom.xml")));
        if (!matcher.find()) {
            throw new IllegalStateException("pom.xml names no version");
        }
        return matcher.group(1);
    }

    private String machine() {
        return "%d CPUs, %s %s, Java %s; %s; %d runs each at most, medians"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("os.name"),
                        System.getProperty("os.arch"),
                        System.getProperty("java.version"),
                        mavenVersion(),
                        runs);
    }

    private static String mavenVersion() {
        try {
            Process process = new ProcessBuilder("mvn", "-q", "-v").start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("Maven");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path done, IOException e) throws IOException {
                Files.delete(done);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
