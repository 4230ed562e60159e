import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Times goals of the plugin beside wrangler's commands, whole processes on the same project and against the same embedded
 * Cloudflare, and prints a table in Markdown.
 *
 * <p>Run it in the project's folder after {@code mvn install -DskipTests}: {@code java src/bench/Bench.java [runs]}.
 */
public final class Bench {
    private static final String WRANGLER = "4.164.0";
    private static final int RUNS = 7;
    private static final Path WORK = Path.of("target", "bench").toAbsolutePath();
    private static final Path PROJECT = Path.of("src", "it", "quickstart").toAbsolutePath();

    private final int runs;
    private final String goals;
    private final Map<String, String> wranglerEnvironment = new LinkedHashMap<>();
    private final List<String> wrangler;

    /** One whole process; seconds, seconds and KiB. The peak is that of the process and its children together. */
    record Sample(double wall, double cpu, long peak) {}

    /** A command in a folder. */
    record Contestant(String name, Path folder, Map<String, String> environment, List<String> command) {}

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
    }

    private Bench(int runs) throws IOException, InterruptedException {
        this.runs = runs;
        this.goals = "io.github.flaremaven:cloudflare-maven-plugin:" + projectVersion() + ":";
        this.wrangler = installWrangler();
    }

    public static void main(String[] arguments) throws Exception {
        if (!Files.isDirectory(PROJECT)) {
            throw new IllegalStateException("run this in the project's folder");
        }
        new Bench(arguments.length > 0 ? Integer.parseInt(arguments[0]) : RUNS).run();
    }

    private void run() throws Exception {
        Path plain = copy("plain", Optional.empty());
        Path quick = copy("c1", Optional.of("-XX:TieredStopAtLevel=1"));
        Path state = WORK.resolve("state");
        delete(state);
        Process local = startLocal(quick, state);
        try {
            String api = awaitApi(local, state);
            wranglerEnvironment.putAll(Map.of(
                    "CLOUDFLARE_API_BASE_URL", api,
                    "CLOUDFLARE_API_TOKEN", "local",
                    "CLOUDFLARE_ACCOUNT_ID", "10ca110ca110ca110ca110ca110ca110",
                    "WRANGLER_SEND_METRICS", "false",
                    "WRANGLER_HIDE_BANNER", "true",
                    "CI", "1",
                    "HOME", Files.createDirectories(WORK.resolve("home")).toString()));
            System.out.println(machine());
            Contestant floor = maven("Maven, a goal that does nothing", plain, "deploy", "-Dcloudflare.skip");
            Contestant quickFloor = maven("the same, C1", quick, "deploy", "-Dcloudflare.skip");
            table("Deploy", List.of(
                    wrangler("wrangler deploy", plain, "deploy"),
                    maven("cloudflare:deploy", plain, "deploy"),
                    maven("cloudflare:deploy, C1", quick, "deploy"),
                    floor,
                    quickFloor));
            table("Bundle", List.of(
                    wrangler("wrangler deploy --dry-run", plain, "deploy", "--dry-run", "--outdir", "dist"),
                    maven("cloudflare:bundle", plain, "bundle"),
                    maven("cloudflare:bundle, C1", quick, "bundle"),
                    floor,
                    quickFloor));
        } finally {
            local.destroy();
            local.waitFor(10, TimeUnit.SECONDS);
        }
    }

    private Contestant maven(String name, Path folder, String goal, String... more) {
        List<String> command = new ArrayList<>(List.of(
                "mvn",
                "-q",
                "-B",
                "-o",
                goals + goal,
                "-Denv=production",
                "-Dcloudflare.local",
                "-Dcloudflare.local.directory=" + WORK.resolve("state")));
        command.addAll(List.of(more));
        return new Contestant(name, folder, Map.of(), command);
    }

    private Contestant wrangler(String name, Path folder, String... arguments) {
        List<String> command = new ArrayList<>(wrangler);
        command.addAll(List.of(arguments));
        command.addAll(List.of("--env", "production"));
        return new Contestant(name, folder, wranglerEnvironment, command);
    }

    /** The contestants take turns, so that a slow minute of the machine is everybody's. */
    private void table(String title, List<Contestant> contestants) throws IOException, InterruptedException {
        Map<Contestant, List<Sample>> samples = new LinkedHashMap<>();
        contestants.forEach(c -> samples.put(c, new ArrayList<>()));
        for (int run = -1; run < runs; run++) {
            for (Contestant contestant : contestants) {
                Sample sample = time(contestant);
                if (run >= 0) { // the first round warms the disk cache
                    samples.get(contestant).add(sample);
                }
            }
        }
        List<Result> results = samples.entrySet().stream()
                .map(e -> new Result(e.getKey(), e.getValue()))
                .toList();
        double first = results.get(0).wall();
        System.out.println("\n### " + title + "\n");
        System.out.println("| | wall, s | fastest–slowest | to the first row | CPU, s | peak memory, MiB |");
        System.out.println("| --- | ---: | ---: | ---: | ---: | ---: |");
        for (Result r : results) {
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.2f | %s | %.2f | %.2f | %.0f |%n",
                    r.contestant().name(),
                    r.wall(),
                    r.range(),
                    r.wall() / first,
                    r.cpu(),
                    r.peakMiB());
        }
    }

    private static Sample time(Contestant contestant) throws IOException, InterruptedException {
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
        builder.environment().putAll(contestant.environment());
        builder.environment().put("TIMES", times.toString());
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
        return new Sample(wall, cpu, peak);
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

    /** wrangler and the Node.js it needs, from npm. */
    private static List<String> installWrangler() throws IOException, InterruptedException {
        Path home = WORK.resolve("wrangler-" + WRANGLER);
        String node = "node-" + (System.getProperty("os.name").startsWith("Mac") ? "darwin" : "linux") + "-"
                + (System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x64");
        Path modules = home.resolve("node_modules");
        if (!Files.isDirectory(modules.resolve("wrangler"))) {
            Files.createDirectories(home);
            int exit = new ProcessBuilder(
                            "npm",
                            "install",
                            "--prefix",
                            home.toString(),
                            "--no-audit",
                            "--no-fund",
                            "wrangler@" + WRANGLER,
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

    private static Path copy(String name, Optional<String> jvmOption) throws IOException {
        Path to = WORK.resolve(name);
        delete(to);
        try (Stream<Path> files = Files.walk(PROJECT)) {
            for (Path file : files.filter(f -> !f.startsWith(PROJECT.resolve("target")))
                    .filter(f -> !f.startsWith(PROJECT.resolve(".cloudflare")))
                    .toList()) {
                Path copy = to.resolve(PROJECT.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        Path settings = Files.createDirectories(to.resolve(".mvn")).resolve("jvm.config");
        Files.deleteIfExists(settings);
        if (jvmOption.isPresent()) {
            Files.writeString(settings, jvmOption.get() + "\n");
        }
        Path pom = to.resolve("pom.xml");
        Files.writeString(pom, Files.readString(pom).replace("@project.version@", projectVersion()));
        return to;
    }

    private static String projectVersion() throws IOException {
        Matcher matcher = Pattern.compile("<artifactId>cloudflare-maven-plugin</artifactId>\\s*<version>([^<]+)")
                .matcher(Files.readString(Path.of("pom.xml")));
        if (!matcher.find()) {
            throw new IllegalStateException("pom.xml names no version");
        }
        return matcher.group(1);
    }

    private static String machine() {
        return "%d CPUs, %s %s, Java %s; %s; %d runs each, medians"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("os.name"),
                        System.getProperty("os.arch"),
                        System.getProperty("java.version"),
                        mavenVersion(),
                        RUNS);
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
