package io.github.flaremaven.cloudflare.it;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.flaremaven.cloudflare.base.Json;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A project under {@code target/it}, as its hooks see it: builds, their logs and results, and what its Workers answer. */
public final class ItProject {
    /** How Maven begins to tell what ended a build, up to the end of the message's first line. */
    private static final Pattern FAILURE = Pattern.compile(
            "^\\[ERROR\\] Failed to execute goal \\S+ \\([^)]*\\) on project ([^:]+): (.*?)( -> \\[Help 1\\])?$",
            Pattern.MULTILINE);

    private final Path folder;
    private final Map<String, Object> variables;

    /** What ended a build: the project, and the first line of the message. */
    public record Failure(String project, String message) {}

    private ItProject(Path folder, Map<String, Object> variables) {
        this.folder = folder;
        this.variables = variables;
    }

    /** {@code variables} are those of the hook script. */
    public static ItProject of(Map<String, Object> variables) {
        return new ItProject(((File) value(variables, "basedir")).toPath(), variables);
    }

    private static Object value(Map<String, Object> variables, String name) {
        return Objects.requireNonNull(variables.get(name), name);
    }

    /** The project in a folder of this one. */
    public ItProject inside(String name) {
        return new ItProject(folder.resolve(name), variables);
    }

    public Path getFolder() {
        return folder;
    }

    /** What a goal wrote to {@code target/cloudflare}. */
    public Map<String, Object> result(String goal) {
        return resultOf(".", goal);
    }

    /** The same for a module. */
    public Map<String, Object> resultOf(String module, String goal) {
        Path file = folder.resolve(module)
                .resolve("target")
                .resolve("cloudflare")
                .resolve(goal + ".json")
                .normalize();
        return new ObjectMapper().convertValue(Json.parse(text(file)), new TypeReference<>() {});
    }

    /** All that the builds of this project said. */
    public String log() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(".log"))
                    .sorted()
                    .map(ItProject::text)
                    .collect(Collectors.joining());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What ended the builds that failed, in their order. */
    public List<Failure> failures() {
        return failures(log());
    }

    static List<Failure> failures(String log) {
        List<Failure> failures = new ArrayList<>();
        Matcher matcher = FAILURE.matcher(log);
        while (matcher.find()) {
            failures.add(new Failure(matcher.group(1), matcher.group(2)));
        }
        return failures;
    }

    /** Changes a file of the project. */
    public void replace(String file, String what, String by) {
        String before = text(folder.resolve(file));
        if (!before.contains(what)) {
            throw new AssertionError(file + " has no " + what);
        }
        write(file, before.replace(what, by));
    }

    /** Makes a file of the project. */
    public void write(String file, String content) {
        try {
            Path path = folder.resolve(file);
            Files.createDirectories(path.resolveSibling(""));
            Files.writeString(path, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies a folder of the project. */
    public void copy(String from, String to) {
        Path source = folder.resolve(from);
        Path target = folder.resolve(to);
        try (Stream<Path> walk = Files.walk(source)) {
            for (Path file : walk.toList()) {
                Path copy = target.resolve(source.relativize(file));
                Files.createDirectories(copy.resolveSibling(""));
                Files.copy(file, copy);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Maven, for what is to happen between or beside the builds that {@code invoker.properties} lists. */
    public ItMaven maven() {
        return new ItMaven(
                folder,
                new ItMaven.Installation(
                        Path.of(value(variables, "mavenHome").toString()),
                        Path.of(value(variables, "javaHome").toString()),
                        ((File) value(variables, "localRepositoryPath")).toPath(),
                        cache(),
                        Path.of(value(variables, "settings").toString()),
                        Path.of(value(variables, "outerRepository").toString())));
    }

    /** Whether a build has made an embedded Cloudflare here. */
    public boolean hasState() {
        return Files.exists(stateFolder());
    }

    /** The embedded Cloudflare as the builds left it. */
    public ItCloudflare serve() {
        if (!hasState()) {
            throw new AssertionError("no build has made an embedded Cloudflare in " + folder);
        }
        return startCloudflare();
    }

    /** An embedded Cloudflare that the builds are to find, as they find the one of {@code cloudflare:local}. */
    public ItCloudflare startCloudflare() {
        return new ItCloudflare(stateFolder(), cache());
    }

    private Path stateFolder() {
        return folder.resolve(".cloudflare");
    }

    private Path cache() {
        return Path.of(value(variables, "cache").toString());
    }
}
