import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Runs whole processes by turns and prints what they took. */
final class Timing {
    private final Relay relay;
    private final Map<String, String> environment;

    /** {@code environment} is what all of them are told beside this process's own. */
    Timing(Relay relay, Map<String, String> environment) {
        this.relay = relay;
        this.environment = Map.copyOf(environment);
    }

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

    /** The contestants take turns, so that a slow minute of the machine is everybody's. */
    void table(String title, int rounds, List<Contestant> contestants, List<Contestant> floor)
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
        Path times = Files.createTempFile(Projects.WORK, "times", ".txt");
        Path output = Files.createTempFile(Projects.WORK, "output", ".txt");
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
        return new Sample(wall, cpu, peak, relay.requests(), relay.writes());
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

    static long residentKiB(long pid) {
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

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
