package io.github.flaremaven.cloudflare.bundle;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import io.github.flaremaven.cloudflare.config.model.CustomBuild;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Runs {@code [build] command} through the shell, as wrangler does. */
final class CustomBuildRunner {
    private CustomBuildRunner() {}

    /**
     * Waits for the command to end.
     *
     * @param purpose told to the command in {@code WRANGLER_COMMAND}: {@code deploy}, {@code versions upload}, {@code dev}
     * @param lines gets each line that the command prints
     * @throws InputFailure when it ends with another status than 0
     */
    static void run(CustomBuild build, String purpose, Consumer<String> lines) {
        String command = build.command().orElseThrow();
        if (!Files.isDirectory(build.directory())) {
            throw new InputFailure("the folder " + build.directory() + " of build.cwd does not exist");
        }
        ProcessBuilder builder = new ProcessBuilder(shell(command))
                .directory(build.directory().toFile())
                .redirectErrorStream(true);
        builder.environment().put("WRANGLER_COMMAND", purpose);
        Process process = null;
        try {
            process = builder.start();
            process.getOutputStream().close();
            try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
                out.lines().forEach(lines);
            }
            int status = process.waitFor();
            if (status != 0) {
                throw new InputFailure("the build command \"" + command + "\" ended with status " + status);
            }
        } catch (IOException e) {
            throw new ToolFailure("the build command \"" + command + "\" cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ToolFailure("interrupted while the build command ran", e);
        } finally {
            if (process != null && process.isAlive()) {
                process.descendants().forEach(ProcessHandle::destroy);
                process.destroy();
            }
        }
    }

    private static List<String> shell(String command) {
        boolean windows = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
        return windows ? List.of("cmd", "/d", "/s", "/c", command) : List.of("sh", "-c", command);
    }
}
