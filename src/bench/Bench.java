import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times goals of the plugin beside wrangler's commands, whole processes on the same project and against the same embedded
 * Cloudflare behind a relay that adds latency and counts requests, and prints tables in Markdown.
 *
 * <p>Run it in the project's folder after {@code mvn install -DskipTests}:
 * {@code javac -d target/bench-classes src/bench/*.java && java -cp target/bench-classes Bench [runs [scenario …]]}.
 * Scenarios: deploy, unchanged, bundle, modules, assets, large-assets, reactor, dev; all of them without any.
 * {@code -Dlatency=50} in front of the class's name adds 50 ms to each request.
 */
public final class Bench {
    private static final int RUNS = 7;

    private final int runs;
    private final Set<String> wanted;
    private final String goals;
    private final List<String> wrangler;
    private final AtomicInteger salt = new AtomicInteger();

    private Bench(int runs, Set<String> wanted) throws IOException, InterruptedException {
        this.runs = runs;
        this.wanted = wanted;
        this.goals = "io.github.flaremaven:cloudflare-maven-plugin:" + Projects.pluginVersion() + ":";
        this.wrangler = Wrangler.install();
    }

    public static void main(String[] arguments) throws Exception {
        if (!Projects.areHere()) {
            throw new IllegalStateException("run this in the project's folder");
        }
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
        long latency = Long.getLong("latency", 0);
        System.out.println(machine() + "; " + latency + " ms a request");
        Path home = Projects.copy("home");
        Path state = Projects.WORK.resolve("state");
        Projects.delete(state);
        Process local = startLocal(home, state);
        try (Relay relay = new Relay(URI.create(awaitApi(local, state)), latency)) {
            Map<String, String> environment = Map.of(
                    "CLOUDFLARE_API_BASE_URL", relay.base(),
                    "CLOUDFLARE_API_TOKEN", "local",
                    "CLOUDFLARE_ACCOUNT_ID", "10ca110ca110ca110ca110ca110ca110",
                    "WRANGLER_SEND_METRICS", "false",
                    "WRANGLER_HIDE_BANNER", "true",
                    "CI", "1",
                    "HOME", Files.createDirectories(Projects.WORK.resolve("wrangler-home")).toString());
            Timing timing = new Timing(relay, environment);
            if (wants("deploy")) {
                deploy(timing);
            }
            if (wants("unchanged")) {
                unchanged(timing);
            }
            if (wants("bundle")) {
                bundle(timing);
            }
            if (wants("modules")) {
                manyModules(timing);
            }
            if (wants("assets")) {
                assets(timing);
            }
            if (wants("large-assets")) {
                largeAssets(timing);
            }
            if (wants("reactor")) {
                reactor(timing);
            }
            if (wants("dev")) {
                new DevLoop(environment, runs).run(goals, wrangler);
            }
        } finally {
            local.descendants().forEach(ProcessHandle::destroy);
            local.destroy();
            local.waitFor(10, TimeUnit.SECONDS);
        }
    }

    private List<Timing.Contestant> floor(Path folder) throws IOException {
        return List.of(
                maven("Maven, a goal that does nothing", folder, "deploy", "-Dcloudflare.skip"),
                maven("the same, C1", Projects.quick(folder), "deploy", "-Dcloudflare.skip"));
    }

    /** Every run changes a variable, so that there is something to deploy. */
    private void deploy(Timing timing) throws Exception {
        Path project = Projects.copy("deploy");
        Runnable change = () -> Projects.replace(project.resolve("wrangler.toml"), "LOG_LEVEL = \"[^\"]*\"", "LOG_LEVEL = \"l" + salt.incrementAndGet() + "\"");
        Path quick = Projects.quick(project);
        Runnable quickChange = () -> Projects.replace(quick.resolve("wrangler.toml"), "LOG_LEVEL = \"[^\"]*\"", "LOG_LEVEL = \"l" + salt.incrementAndGet() + "\"");
        timing.table("Deploy a small Worker", runs, List.of(
                wrangler("wrangler deploy", project, "deploy", "--env", "production").after(change),
                maven("cloudflare:deploy", project, "deploy", "-Denv=production").after(change),
                maven("cloudflare:deploy, C1", quick, "deploy", "-Denv=production").after(quickChange)), floor(project));
    }

    /** A Worker for each, because what wrangler deploys does not say what it is. */
    private void unchanged(Timing timing) throws Exception {
        Path project = Projects.copy("unchanged");
        Path quick = Projects.quick(project);
        timing.table("Deploy what is live already", runs, List.of(
                wrangler("wrangler deploy", project, "deploy", "--env", "development"),
                maven("cloudflare:deploy", project, "deploy", "-Denv=staging"),
                maven("cloudflare:deploy, C1", quick, "deploy", "-Denv=staging")), floor(project));
    }

    private void bundle(Timing timing) throws Exception {
        Path project = Projects.copy("bundle");
        timing.table("Bundle a small Worker", runs, List.of(
                wrangler("wrangler deploy --dry-run", project, "deploy", "--dry-run", "--outdir", "dist", "--env", "production"),
                maven("cloudflare:bundle", project, "bundle", "-Denv=production"),
                maven("cloudflare:bundle, C1", Projects.quick(project), "bundle", "-Denv=production")), floor(project));
    }

    private void manyModules(Timing timing) throws Exception {
        Path project = Projects.empty("modules", "main = \"src/index.ts\"\n");
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
        Path binary = Wrangler.modules().resolve("@esbuild").resolve(Wrangler.platform()).resolve("bin/esbuild");
        timing.table("Bundle 400 TypeScript modules", runs, List.of(
                wrangler("wrangler deploy --dry-run", project, "deploy", "--dry-run", "--outdir", "dist"),
                maven("cloudflare:bundle", project, "bundle"),
                maven("cloudflare:bundle, C1", Projects.quick(project), "bundle"),
                new Timing.Contestant("esbuild alone", project, List.of(
                        binary.toString(), "src/index.ts", "--bundle", "--format=esm", "--sourcemap", "--outfile=alone/index.js"), () -> {})), floor(project));
    }

    private void assets(Timing timing) throws Exception {
        Path project = Projects.empty("assets", "[assets]\ndirectory = \"public\"\n");
        Projects.fill(project.resolve("public"), 16_000, i -> 8192);
        Path quick = Projects.empty("assets-c1", "name = \"assets\"\n[assets]\ndirectory = \"../assets/public\"\n");
        Files.writeString(quick.resolve(".mvn/jvm.config"), Projects.QUICK);
        Runnable fresh = () -> Projects.resalt(project.resolve("public"), salt.incrementAndGet(), List.of(project, quick));
        int few = Math.min(runs, 3);
        timing.table("16,000 assets of 8 KiB, all new", few, List.of(
                wrangler("wrangler deploy", project, "deploy").after(fresh),
                maven("cloudflare:deploy", project, "deploy").after(fresh),
                maven("cloudflare:deploy, C1", quick, "deploy").after(fresh)), List.of());
        Runnable touch = () -> Projects.salt(project.resolve("public/d000/f0.txt"), salt.incrementAndGet());
        timing.table("The same, one of them changed", few, List.of(
                wrangler("wrangler deploy", project, "deploy").after(touch),
                maven("cloudflare:deploy", project, "deploy").after(touch),
                maven("cloudflare:deploy, C1", quick, "deploy").after(touch)), floor(project));
        Projects.delete(project);
    }

    private void largeAssets(Timing timing) throws Exception {
        Path project = Projects.empty("large-assets", "[assets]\ndirectory = \"public\"\n");
        Random sizes = new Random(7);
        Projects.fill(project.resolve("public"), 20_000, i -> (int) Math.pow(2, 9 + 11 * Math.pow(sizes.nextDouble(), 2)));
        Path quick = Projects.empty("large-assets-c1", "name = \"large-assets\"\n[assets]\ndirectory = \"../large-assets/public\"\n");
        Files.writeString(quick.resolve(".mvn/jvm.config"), Projects.QUICK);
        Runnable fresh = () -> Projects.resalt(project.resolve("public"), salt.incrementAndGet(), List.of(project, quick));
        timing.table("20,000 assets up to 1 MiB, all new", 1, List.of(
                wrangler("wrangler deploy", project, "deploy").after(fresh),
                maven("cloudflare:deploy", project, "deploy").after(fresh),
                maven("cloudflare:deploy, C1", quick, "deploy").after(fresh)), List.of());
        Projects.delete(project);
    }

    private void reactor(Timing timing) throws Exception {
        Path root = Projects.WORK.resolve("reactor");
        Projects.delete(root);
        StringBuilder list = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            Path module = Projects.empty("reactor/w" + i, "main = \"src/worker.js\"\n");
            Files.writeString(
                    Files.createDirectories(module.resolve("src")).resolve("worker.js"),
                    "export default { fetch() { return new Response(\"" + i + "\"); } };\n");
            list.append("    <module>w").append(i).append("</module>\n");
        }
        Files.writeString(root.resolve("pom.xml"), Projects.pom("reactor", "pom").replace("  <build>", "  <modules>\n" + list + "  </modules>\n  <build>"));
        Path quick = Projects.quick(root);
        timing.table("20 Workers", Math.min(runs, 3), List.of(
                new Timing.Contestant("wrangler deploy, 20 times", root, List.of(
                        "sh", "-c", "for i in $(seq 0 19); do (cd w$i && " + String.join(" ", wrangler) + " deploy) || exit 1; done"),
                        () -> change(root)),
                maven("cloudflare:deploy -T 2", root, "deploy", "-T2").after(() -> change(root)),
                maven("cloudflare:deploy -T 2, C1", quick, "deploy", "-T2").after(() -> change(quick))), floor(root));
    }

    private void change(Path reactor) {
        for (int i = 0; i < 20; i++) {
            Projects.replace(reactor.resolve("w" + i + "/src/worker.js"), "(// .*\n)?$", "// " + salt.incrementAndGet() + "\n");
        }
    }

    private Timing.Contestant maven(String name, Path folder, String goal, String... more) {
        List<String> command = new ArrayList<>(List.of("mvn", "-q", "-B", goals + goal));
        command.addAll(List.of(more));
        return new Timing.Contestant(name, folder, command, () -> {});
    }

    private Timing.Contestant wrangler(String name, Path folder, String... arguments) {
        List<String> command = new ArrayList<>(wrangler);
        command.addAll(List.of(arguments));
        return new Timing.Contestant(name, folder, command, () -> {});
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
                .redirectOutput(Projects.WORK.resolve("local.log").toFile())
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
                "cloudflare:local did not start:\n" + Files.readString(Projects.WORK.resolve("local.log")));
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
}
