package io.github.flaremaven.cloudflare.conformance;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The differences that are meant, from a Markdown table of project, difference and reason; {@code *} stands for anything. */
final class AcceptedDifferences {
    private final List<Entry> entries;
    private final Set<Integer> seen = new TreeSet<>();

    private record Entry(String row, Pattern project, Pattern difference) {}

    private AcceptedDifferences(List<Entry> entries) {
        this.entries = entries;
    }

    static AcceptedDifferences read(Path file) {
        List<Entry> entries = new ArrayList<>();
        for (String line : ConformanceProject.text(file).lines().toList()) {
            String[] cells = line.split("(?<!\\\\)\\|", -1);
            if (line.startsWith("|") && cells.length == 5 && !cells[1].isBlank() && !cells[1].contains("---")) {
                if (cells[3].isBlank()) {
                    throw new IllegalStateException("an accepted difference needs a reason: " + line);
                }
                entries.add(new Entry(line, pattern(cells[1]), pattern(cells[2])));
            }
        }
        return new AcceptedDifferences(entries.subList(1, entries.size())); // without the heading
    }

    private static Pattern pattern(String cell) {
        String text = cell.strip().replaceAll("^`|`$", "").replace("\\|", "|");
        return Pattern.compile(
                Stream.of(text.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")), Pattern.DOTALL);
    }

    /** Whether it is meant; remembers which entry says so. */
    synchronized boolean isAccepted(String project, String difference) {
        boolean accepted = false;
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            if (entry.project().matcher(project).matches()
                    && entry.difference().matcher(difference).matches()) {
                seen.add(i);
                accepted = true;
            }
        }
        return accepted;
    }

    /** The rows that no difference matched. */
    synchronized List<String> unseen() {
        List<String> unseen = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            if (!seen.contains(i)) {
                unseen.add(entries.get(i).row());
            }
        }
        return unseen;
    }
}
