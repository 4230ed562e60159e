package io.github.flaremaven.cloudflare.local.fault;

import io.github.flaremaven.cloudflare.base.InputFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The faults that are wanted, and how far their counts are. Rules in a file are read anew when the file changes; their
 * counts begin anew then. Safe for use by several threads.
 */
public final class Faults {
    /** Header of a request that wants a fault for itself. */
    public static final String HEADER = "X-Cloudflare-Local-Fault";

    private final Optional<Path> file;
    private String text;
    private List<Counted> rules;

    /** A rule and the number of requests that it matched so far. */
    private static final class Counted {
        private final FaultRule rule;
        private long seen;

        Counted(FaultRule rule) {
            this.rule = rule;
        }
    }

    private Faults(Optional<Path> file, String text) {
        this.file = file;
        this.text = text;
        this.rules = counted(text);
    }

    public static Faults none() {
        return new Faults(Optional.empty(), "");
    }

    /**
     * Reads rules.
     *
     * @param wanted rules, or {@code @} and the name of a file that has them
     * @param folder where the file is looked for; asked only for a file
     * @throws InputFailure when a rule is not understood, or the file cannot be read
     */
    public static Faults of(String wanted, Supplier<Path> folder) {
        if (!wanted.startsWith("@")) {
            return new Faults(Optional.empty(), wanted);
        }
        Path file = folder.get().resolve(wanted.substring(1).strip());
        return new Faults(Optional.of(file), read(file));
    }

    /**
     * The fault for a request, which is counted with it.
     *
     * @param path below the API's base
     * @param header what the request's own {@link #HEADER} says; comes first
     * @throws InputFailure when the header, or the file by now, is not understood
     */
    public synchronized Optional<Fault> next(String method, String path, Optional<String> header) {
        file.map(Faults::read).filter(now -> !now.equals(text)).ifPresent(now -> {
            rules = counted(now);
            text = now;
        });
        Optional<Fault> due = Optional.empty();
        for (Counted counted : rules) {
            if (counted.rule.matches(method, path)) {
                counted.seen++;
                if (due.isEmpty() && counted.rule.isDue(counted.seen)) {
                    due = Optional.of(counted.rule.fault());
                }
            }
        }
        return header.isPresent() ? header.map(FaultSyntax::fault) : due;
    }

    private static List<Counted> counted(String text) {
        List<Counted> rules = new ArrayList<>();
        FaultSyntax.rules(text).forEach(rule -> rules.add(new Counted(rule)));
        return rules;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new InputFailure("the file of faults " + file + " cannot be read");
        }
    }
}
