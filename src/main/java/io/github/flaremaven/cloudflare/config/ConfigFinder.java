package io.github.flaremaven.cloudflare.config;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the config file. As in wrangler the order of names beats nearness, and folders above are searched too; unlike
 * wrangler the search ends below a folder that holds a {@code pom.xml}, because a config there belongs to that project.
 */
final class ConfigFinder {
    private static final List<String> NAMES = List.of("wrangler.json", "wrangler.jsonc", "wrangler.toml");
    private static final Path REDIRECT = Path.of(".wrangler", "deploy", "config.json");

    /**
     * The files a config is read from.
     *
     * @param file what is read
     * @param user the file that the project's folder is named by; differs from {@code file} after a redirect
     * @param redirect the file that redirects, if one does
     */
    record Found(Path file, Optional<Path> user, Optional<Path> redirect) {
        boolean isRedirected() {
            return redirect.isPresent();
        }
    }

    private ConfigFinder() {}

    /**
     * @param start the project's folder
     * @throws InputFailure when a redirect leads nowhere
     */
    static Optional<Found> find(Path start) {
        List<Path> folders = foldersFrom(start);
        Optional<Path> user = NAMES.stream()
                .flatMap(name -> folders.stream().map(folder -> folder.resolve(name)))
                .filter(Files::isRegularFile)
                .findFirst();
        Optional<Path> redirecting = folders.stream()
                .filter(folder -> Files.isRegularFile(folder.resolve(REDIRECT)))
                .findFirst();
        if (redirecting.isPresent()) {
            return Optional.of(follow(redirecting.get(), user));
        }
        return user.map(file -> new Found(file, Optional.of(file), Optional.empty()));
    }

    private static Found follow(Path base, Optional<Path> user) {
        Path redirect = base.resolve(REDIRECT);
        String target = Json.text(
                        JsoncReader.read(redirect, TextFile.read(redirect), redirect.toString())
                                .tree(),
                        "configPath")
                .filter(path -> !path.isEmpty())
                .orElseThrow(() -> new InputFailure(redirect + " must hold \"configPath\", the path of a config file"));
        Path file = target(redirect, target);
        if (user.isPresent() && !user.get().equals(base.resolve(user.get().getFileName()))) {
            throw new InputFailure(
                    redirect + " belongs to another folder than " + user.get() + "; the two must lie side by side");
        }
        return new Found(file, user, Optional.of(redirect));
    }

    private static Path target(Path redirect, String written) {
        try {
            Path file = redirect.resolveSibling(written).normalize();
            if (Files.isRegularFile(file)) {
                return file;
            }
            throw new InputFailure(
                    redirect + " points to " + file + ", which does not exist; run the build that makes it");
        } catch (InvalidPathException e) {
            throw new InputFailure(redirect + " has a \"configPath\" that is no path: " + e.getReason());
        }
    }

    private static List<Path> foldersFrom(Path start) {
        List<Path> folders = new ArrayList<>();
        Path folder = start.toAbsolutePath().normalize();
        folders.add(folder);
        for (Path above = folder.getParent();
                above != null && !Files.exists(above.resolve("pom.xml"));
                above = above.getParent()) {
            folders.add(above);
        }
        return folders;
    }
}
