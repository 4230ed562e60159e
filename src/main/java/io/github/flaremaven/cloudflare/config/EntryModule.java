package io.github.flaremaven.cloudflare.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the file that {@code main} means. */
public final class EntryModule {
    private static final List<String> EXTENSIONS = List.of(".ts", ".tsx", ".js", ".jsx");

    private EntryModule() {}

    /** The file as written, or with the first of the usual extensions that makes it exist. */
    public static Optional<Path> find(Path main) {
        return Stream.concat(Stream.of(main), EXTENSIONS.stream().map(e -> main.resolveSibling(main.getFileName() + e)))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /** What is wrong with a {@code main} that {@link #find} does not find, as the end of a sentence. */
    public static String whatIsWrong(Path main) {
        if (!Files.isDirectory(main)) {
            return "does not exist";
        }
        return "is a folder"
                + Stream.of("worker", "dist/worker", "index", "dist/index", "src/index")
                        .flatMap(base -> EXTENSIONS.stream().map(e -> main.resolve(base + e)))
                        .filter(Files::isRegularFile)
                        .findFirst()
                        .map(found -> "; did you mean " + main.getFileName() + "/" + main.relativize(found) + "?")
                        .orElse("");
    }
}
