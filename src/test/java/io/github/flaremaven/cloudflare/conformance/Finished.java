package io.github.flaremaven.cloudflare.conformance;

import java.io.IOException;
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

    /** Runs a command to its end; what it says goes to the file as well. */
    static Finished run(List<String> command, Path folder, Map<String, String> environment, Path log) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().keySet().removeIf(k -> k.startsWith("CLOUDFLARE") || k.startsWith("MAVEN_"));
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroy);
                process.destroyForcibly();
                throw new AssertionError(String.join(" ", command) + " does not end:\n" + Files.readString(log));
            }
            return new Finished(process.exitValue(), Files.readString(log));
        } catch (IOException e) {
            throw new IllegalStateException(String.join(" ", command) + " cannot be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
