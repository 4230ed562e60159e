package io.github.flaremaven.cloudflare.conformance;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process that has ended. */
record Finished(int exit, String log) {
    private static final Pattern ERROR =
            Pattern.compile("Failed to execute goal \\S+ .*? on project \\S+: (.*?)( -> |\\n)");
    private static final int PATIENCE_SECONDS = 180;

    boolean failed() {
        return exit != 0;
    }

    /** What Maven says in one sentence. */
    String firstError() {
        Matcher matcher = ERROR.matcher(log);
        return matcher.find() ? matcher.group(1) : "?";
    }

    /** A command in a folder, with nothing of an account of the person who builds. */
    static ProcessBuilder builder(List<String> command, Path folder, Map<String, String> environment) {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(k -> k.startsWith("CLOUDFLARE") || k.startsWith("MAVEN_"));
        builder.environment().putAll(environment);
        return builder;
    }

    /** Runs a command to its end; what it says goes through the file. */
    static Finished run(ProcessBuilder builder, String input, Path log) {
        String command = String.join(" ", builder.command());
        try {
            Process process = builder.redirectOutput(log.toFile()).start();
            try (Writer writer = process.outputWriter(StandardCharsets.UTF_8)) {
                writer.write(input);
            }
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroy);
                process.destroyForcibly();
                throw new AssertionError(command + " does not end:\n" + Files.readString(log));
            }
            return new Finished(process.exitValue(), Files.readString(log));
        } catch (IOException e) {
            throw new IllegalStateException(command + " cannot be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
