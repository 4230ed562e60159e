package io.github.flaremaven.cloudflare.maven;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The commit that is checked out. */
record GitCommit(String hash, String subject) {
    private static final int SECONDS = 5;

    /** Absent outside a repository, before the first commit, and without git. */
    static Optional<GitCommit> of(Path folder) {
        try {
            Process git = new ProcessBuilder(List.of("git", "log", "-1", "--format=%h%n%s"))
                    .directory(folder.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            git.getOutputStream().close();
            String output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!git.waitFor(SECONDS, TimeUnit.SECONDS) || git.exitValue() != 0) {
                git.destroy();
                return Optional.empty();
            }
            List<String> lines = output.lines().toList();
            return lines.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new GitCommit(lines.get(0), lines.size() > 1 ? lines.get(1) : ""));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
