package io.github.flaremaven.cloudflare.conformance;

import io.github.flaremaven.cloudflare.base.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Which rows of config and API the projects cross. Bindings, metadata, modules and calls count when wrangler sent them,
 * config keys when a project's config has them, paths when a project says so.
 */
final class Coverage {
    private static final String ROWS = "rows.txt";

    private final List<Row> rows;

    /** {@code key} is what is looked for. */
    private record Row(String kind, String key) {}

    private Coverage(List<Row> rows) {
        this.rows = rows;
    }

    static Coverage load() {
        try (var stream = Coverage.class.getResourceAsStream(ROWS)) {
            String text = new String(
                    java.util.Objects.requireNonNull(stream).readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            List<Row> rows = new ArrayList<>();
            for (String line : text.lines().toList()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    int blank = line.indexOf(' ');
                    rows.add(new Row(
                            line.substring(0, blank), line.substring(blank + 1).strip()));
                }
            }
            return new Coverage(List.copyOf(rows));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Prints a line for each row, and those that no project crosses at the end. */
    void print(Map<ConformanceProject, List<RecordedCall>> projects) {
        Map<ConformanceProject, Set<String>> crossed = new java.util.HashMap<>();
        projects.forEach((project, calls) -> crossed.put(project, crossed(project, calls)));
        List<String> table = new ArrayList<>();
        List<String> open = new ArrayList<>();
        for (Row row : rows) {
            Set<String> names = new TreeSet<>();
            crossed.forEach((project, facts) -> {
                if (facts.stream().anyMatch(f -> matches(row, f))) {
                    names.add(project.name());
                }
            });
            table.add(row.kind() + " " + row.key() + ": " + (names.isEmpty() ? "-" : String.join(", ", names)));
            if (names.isEmpty()) {
                open.add(row.kind() + " " + row.key());
            }
        }
        System.out.println("Rows that projects cross (" + projects.size() + " projects)");
        table.forEach(System.out::println);
        System.out.println(
                open.isEmpty()
                        ? "All " + rows.size() + " rows are crossed."
                        : open.size() + " of " + rows.size() + " rows are crossed by none: " + String.join("; ", open));
    }

    private static boolean matches(Row row, String fact) {
        String wanted = row.kind() + " " + row.key();
        return wanted.contains("{}")
                ? Pattern.matches(Pattern.quote(wanted).replace("{}", "\\E[^/]+\\Q"), fact)
                : wanted.equals(fact);
    }

    private static Set<String> crossed(ConformanceProject project, List<RecordedCall> calls) {
        Set<String> facts = new TreeSet<>();
        project.crosses().forEach(row -> facts.add("path " + row));
        project.configKeys().forEach(key -> facts.add("config " + key));
        for (RecordedCall call : calls) {
            String path = call.path().replaceFirst("^/accounts/[^/]+", "");
            facts.add("call " + call.method() + " " + path);
            call.form()
                    .ifPresent(parts -> parts.forEach(p -> p.contentType().ifPresent(t -> facts.add("module " + t))));
            call.metadata().map(m -> Json.parse(m.content().text())).ifPresent(metadata -> {
                metadata.fieldNames().forEachRemaining(f -> facts.add("metadata " + f));
                metadata.path("bindings")
                        .forEach(b -> facts.add("binding " + b.path("type").asText()));
                metadata.path("assets").path("config").fieldNames().forEachRemaining(f -> facts.add("assets " + f));
            });
        }
        return facts;
    }

    /** What was counted, for a look at one project. */
    static Map<String, Set<String>> facts(Map<ConformanceProject, List<RecordedCall>> projects) {
        Map<String, Set<String>> facts = new TreeMap<>();
        projects.forEach((project, calls) -> facts.put(project.name(), crossed(project, calls)));
        return facts;
    }
}
