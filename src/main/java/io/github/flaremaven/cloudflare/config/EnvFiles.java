package io.github.flaremaven.cloudflare.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The {@code .env} files of a folder: the usual ones as far as they exist, or those that the user names. */
final class EnvFiles {
    private EnvFiles() {}

    /**
     * The files to read, a later one over an earlier one.
     *
     * @param environment the chosen environment, which has files of its own
     * @param named what the user names instead of the usual files; relative to the folder; these must exist
     */
    static List<Path> in(Path folder, Optional<String> environment, List<Path> named) {
        if (!named.isEmpty()) {
            return named.stream().map(folder::resolve).toList();
        }
        List<String> names = new ArrayList<>(List.of(".env", ".env.local"));
        environment
                .filter(e -> !e.isEmpty())
                .ifPresent(e -> names.addAll(List.of(".env." + e, ".env." + e + ".local")));
        return names.stream().map(folder::resolve).filter(Files::isRegularFile).toList();
    }

    /** The variables of the files together, as they stand. */
    static DotEnv read(List<Path> files) {
        return files.stream().map(DotEnv::read).reduce(DotEnv.NONE, DotEnv::with);
    }
}
