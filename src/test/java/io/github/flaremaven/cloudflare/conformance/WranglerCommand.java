package io.github.flaremaven.cloudflare.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flaremaven.cloudflare.local.EmbeddedCloudflare;
import io.github.flaremaven.cloudflare.local.TestCloudflare;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Wrangler in a folder, as a client of an embedded Cloudflare. */
record WranglerCommand(ConformanceTools tools, Path folder, TestCloudflare cloudflare) {
    /** Writes a file of the project. */
    void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.resolveSibling(""));
        Files.writeString(path, text);
    }

    /** Runs it, and demands that it goes well. */
    Finished run(String... arguments) {
        return runWith("", arguments);
    }

    /** Runs it with something to read, and demands that it goes well. */
    Finished runWith(String input, String... arguments) {
        Finished finished = attempt(input, arguments);
        assertThat(finished.failed()).as(finished.log()).isFalse();
        return finished;
    }

    /** Runs it and demands that it fails. */
    Finished refused(String... arguments) {
        Finished finished = attempt("", arguments);
        assertThat(finished.failed()).as(finished.log()).isTrue();
        return finished;
    }

    private Finished attempt(String input, String... arguments) {
        return Finished.run(builder(List.of(arguments)), input, folder.resolve("wrangler.log"));
    }

    ProcessBuilder builder(List<String> arguments) {
        List<String> command = new ArrayList<>(tools.wrangler());
        command.addAll(arguments);
        return Finished.builder(
                command,
                folder,
                tools.wranglerEnvironment(cloudflare.cloudflare().apiBase().toString(), EmbeddedCloudflare.ACCOUNT_ID));
    }
}
