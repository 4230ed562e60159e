package io.github.flaremaven.cloudflare.local.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who listens on a port, as far as Linux tells it. */
final class PortOwner {
    private static final Path PROC = Path.of("/proc");
    private static final String LISTENING = "0A";
    /** Columns of {@code /proc/net/tcp}. */
    private static final int ADDRESS = 1;

    private static final int STATE = 3;
    private static final int INODE = 9;

    private PortOwner() {}

    /** Such as {@code the process 4711 (java)}; absent where it cannot be told. */
    static Optional<String> of(int port) {
        Set<String> sockets = Stream.of("tcp", "tcp6")
                .flatMap(table -> lines(PROC.resolve("net").resolve(table)).stream())
                .map(line -> line.strip().split("\\s+"))
                .filter(row -> row.length > INODE
                        && row[STATE].equals(LISTENING)
                        && row[ADDRESS].endsWith(String.format(Locale.ROOT, ":%04X", port)))
                .map(row -> "socket:[" + row[INODE] + "]")
                .collect(Collectors.toSet());
        return sockets.isEmpty()
                ? Optional.empty()
                : ProcessHandle.allProcesses()
                        .filter(p -> holds(p, sockets))
                        .findFirst()
                        .map(p -> "the process " + p.pid()
                                + p.info()
                                        .command()
                                        .map(c -> " (" + Path.of(c).getFileName() + ")")
                                        .orElse(""));
    }

    private static boolean holds(ProcessHandle process, Set<String> sockets) {
        try (Stream<Path> files = Files.list(PROC.resolve(process.pid() + "/fd"))) {
            return files.anyMatch(f -> sockets.contains(target(f)));
        } catch (IOException e) {
            return false; // of another user, or gone
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException | UnsupportedOperationException e) {
            return "";
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }
}
