package io.github.flaremaven.cloudflare.base;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Installs npm packages with the npm client of the machine, so that its registry, proxies and credentials count. Only for
 * tools that no Maven repository has.
 */
public final class NpmClient {
    private static final int MINUTES = 10;
    private static final int LONGEST_COMPLAINT = 400;

    private NpmClient() {}

    /**
     * Installs a package below {@code node_modules} of a folder. No script of the package runs. Two builds may do so at
     * once: each installs beside, and the first one to be ready moves its folder into place.
     *
     * @throws InputFailure when there is no npm
     * @throws ToolFailure when npm does not get the package
     */
    public static void install(String packageWithVersion, Path folder) {
        try {
            Path parent = Files.createDirectories(folder.toAbsolutePath().resolveSibling(""));
            Path work = Files.createTempDirectory(parent, "npm");
            try {
                run(packageWithVersion, work);
                moveInto(work, folder);
            } finally {
                delete(work);
            }
        } catch (IOException e) {
            throw new ToolFailure(
                    "the npm package " + packageWithVersion + " cannot be put into " + folder + ": " + e, e);
        }
    }

    /** Leaves a folder alone that is there already: another build was faster. */
    static void moveInto(Path work, Path folder) throws IOException {
        try {
            Files.move(work, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) { // systems have different words for it
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }

    private static void run(String packageWithVersion, Path work) throws IOException {
        boolean windows = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        windows ? "npm.cmd" : "npm",
                        "install",
                        "--prefix",
                        work.toString(),
                        "--no-save",
                        "--no-audit",
                        "--no-fund",
                        "--ignore-scripts",
                        "--loglevel=error",
                        packageWithVersion))
                .directory(work.toFile())
                .redirectErrorStream(true);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new InputFailure("the npm package " + packageWithVersion
                    + " is needed and there is no npm on the PATH; install Node.js with npm, or put the package into the "
                    + "project's node_modules");
        }
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new ToolFailure("npm did not install " + packageWithVersion + " within " + MINUTES + " minutes");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new ToolFailure("interrupted while npm installed " + packageWithVersion, e);
        }
        if (process.exitValue() != 0) {
            throw new ToolFailure("npm cannot install " + packageWithVersion + ": "
                    + output.substring(0, Math.min(output.length(), LONGEST_COMPLAINT)));
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
