package io.github.flaremaven.cloudflare.local.runtime;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds the workerd binary: where the user says, in the project, on the PATH, in the cache, and last from npm. */
public final class WorkerdLocator {
    /** A binary accepts compatibility dates up to a week after its own. */
    private static final int DAYS_AHEAD = 7;

    private final Options options;

    /**
     * Where to look.
     *
     * @param configured {@code cloudflare.workerd}
     * @param project the folder from which {@code node_modules} is searched upwards
     * @param path the folders of the PATH
     * @param cache the folder that npm installs into
     * @param version the npm version to install
     * @param npm installs a package, see {@link NpmClient}
     */
    public record Options(
            Optional<Path> configured, Path project, List<Path> path, Path cache, String version, NpmInstaller npm) {}

    /** Installs an npm package into a folder. */
    public interface NpmInstaller {
        /**
         * Installs; the package is below {@code node_modules} of the folder afterwards.
         *
         * @throws io.github.flaremaven.cloudflare.base.Failure when there is no npm, or it does not get the package
         */
        void install(String packageWithVersion, Path folder);
    }

    public WorkerdLocator(Options options) {
        this.options = options;
    }

    /**
     * The binary.
     *
     * @throws InputFailure when it is nowhere and cannot be installed; the sentence says what to install
     */
    public Path find() {
        if (options.configured().isPresent()) {
            Path file = options.configured().get();
            if (!Files.isRegularFile(file)) {
                throw new InputFailure("cloudflare.workerd names " + file + ", which does not exist");
            }
            return file;
        }
        return inNodeModules().or(this::onPath).orElseGet(this::cached);
    }

    /** The newest compatibility date that the pinned version accepts. */
    public static LocalDate newestDate(String npmVersion) {
        String day = npmVersion.split("\\.", -1)[1];
        return LocalDate.parse(day, DateTimeFormatter.BASIC_ISO_DATE).plusDays(DAYS_AHEAD);
    }

    private Optional<Path> inNodeModules() {
        for (Path folder = options.project().toAbsolutePath().normalize();
                folder != null;
                folder = folder.getParent()) {
            Optional<Path> found = in(folder);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<Path> in(Path folder) {
        return Optional.of(folder.resolve("node_modules").resolve(packageName()).resolve(binary()))
                .filter(Files::isRegularFile);
    }

    private Optional<Path> onPath() {
        String name = isWindows() ? "workerd.exe" : "workerd";
        return options.path().stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private Path cached() {
        Path folder = options.cache().resolve("workerd-" + options.version());
        Optional<Path> present = in(folder);
        if (present.isPresent()) {
            return present.get();
        }
        options.npm().install(packageName() + "@" + options.version(), folder);
        return in(folder)
                .orElseThrow(() -> new ToolFailure("npm installed " + packageName() + " into " + folder
                        + " but there is no " + binary() + " in it"));
    }

    /** The package that holds the binary for this machine. */
    private static String packageName() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String system = os.startsWith("windows") ? "windows" : os.startsWith("mac") ? "darwin" : "linux";
        String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return "@cloudflare/workerd-" + system + "-"
                + (arch.equals("aarch64") || arch.equals("arm64") ? "arm64" : "64");
    }

    private static String binary() {
        return isWindows() ? "bin/workerd.exe" : "bin/workerd";
    }

    private static boolean isWindows() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
    }

    /** The folders of the PATH. */
    public static List<Path> path(Optional<String> variable) {
        return variable.map(v -> v.split(File.pathSeparator)).map(List::of).orElse(List.of()).stream()
                .filter(f -> !f.isBlank())
                .map(Path::of)
                .toList();
    }
}
