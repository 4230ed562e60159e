package io.github.flaremaven.cloudflare.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The tables of configs and verdicts under {@code src/test/resources/config}.
 *
 * <p>A row begins with {@code === id title}. Lines of the form {@code name: value} follow:
 *
 * <ul>
 *   <li>{@code wrangler}: the exit status of {@code wrangler deploy --dry-run} 4.164 for this project, 0 or 1, and whether
 *       it {@code warns} where it goes on
 *   <li>{@code because}: why this reader judges otherwise, where it does
 *   <li>{@code env}: the environment that is named ({@code ""} for the top level); {@code variable}: an environment
 *       variable; {@code name}: a name from the build; {@code build}: properties of the command line without their prefix,
 *       {@code name=value}, separated by {@code |}; {@code config}: a config file that is named; {@code directory}: the
 *       folder to start in; {@code encoding}: how the config files are written
 *   <li>{@code worker}, {@code bindings}: the resolved name, and the names of all bindings in any order
 *   <li>{@code warning line:column part}, {@code error line:column part} (without a colon after the first word): each
 *       diagnostic in order, {@code -} for one without a place; {@code failure part}: a failure without diagnostics. A row
 *       without such lines is to pass in silence.
 * </ul>
 *
 * <p>Then come the files: {@code --- path} and the text; {@code +++ path} puts a name, an entry module and a compatibility
 * date before the text. A project always has {@code src/index.ts}.
 */
final class VerdictTable {
    private static final String BASE = """
            name = "my-worker"
            main = "src/index.ts"
            compatibility_date = "2025-06-01"
            """;
    private static final Pattern FILE = Pattern.compile("(---|\\+\\+\\+) (\\S+)");
    private static final Pattern ATTRIBUTE = Pattern.compile("([a-z]+): ?(.*)");

    /** One config with what is to be said about it. */
    static final class Row {
        private final String title;
        private final Map<String, String> attributes = new LinkedHashMap<>();
        private final List<String> verdicts = new ArrayList<>();
        private final Map<String, String> files = new LinkedHashMap<>();

        Row(String title) {
            this.title = title;
        }

        Optional<String> attribute(String name) {
            return Optional.ofNullable(attributes.get(name));
        }

        /** What the command line says. */
        Map<String, String> properties() {
            Map<String, String> properties = new LinkedHashMap<>();
            attribute("name").ifPresent(name -> properties.put("cloudflare.name", name));
            attribute("build").ifPresent(build -> {
                for (String property : build.split(" \\| ", -1)) {
                    String[] parts = property.split("=", 2);
                    properties.put("cloudflare." + parts[0], parts[1]);
                }
            });
            return properties;
        }

        /** What is expected to be said, one diagnostic a line. */
        List<String> verdicts() {
            return verdicts;
        }

        /** The verdict in short, in the words of the table for wrangler's. */
        String summary() {
            if (verdicts.stream().anyMatch(v -> !v.startsWith("warning "))) {
                return "1";
            }
            return verdicts.isEmpty() ? "0" : "0, warns";
        }

        /** The texts of the files whose names end so. */
        Stream<String> texts(String ending) {
            return files.entrySet().stream()
                    .filter(e -> e.getKey().endsWith(ending))
                    .map(Map.Entry::getValue);
        }

        /** Makes the project of this row. */
        void writeTo(Path folder) {
            write(folder.resolve("src/index.ts"), "export default {}\n".getBytes(StandardCharsets.UTF_8));
            files.forEach((path, text) -> write(folder.resolve(path), encoded(text.stripTrailing() + "\n")));
            attribute("directory").ifPresent(d -> {
                try {
                    Files.createDirectories(folder.resolve(d));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }

        private byte[] encoded(String text) {
            String encoding = attributes.getOrDefault("encoding", "UTF-8");
            if (encoding.equals("CRLF")) {
                return text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
            }
            boolean marked = !encoding.equals("UTF-8");
            return ((marked ? "\uFEFF" : "") + (text.isBlank() ? "" : text))
                    .getBytes(Charset.forName(encoding.replace("-BOM", "")));
        }

        private static void write(Path file, byte[] bytes) {
            try {
                Files.createDirectories(file.getParent());
                Files.write(file, bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String toString() {
            return title;
        }
    }

    private static final List<String> TABLES =
            List.of("syntax", "basics", "environments", "routing", "bindings", "legacy", "redirect", "build");

    private VerdictTable() {}

    /** The rows of all tables. */
    static Stream<Row> all() {
        try {
            Path tables = Path.of(Objects.requireNonNull(VerdictTable.class.getResource("/config"), "no tables")
                    .toURI());
            return TABLES.stream().flatMap(name -> read(tables.resolve(name + ".txt")).stream());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Row> read(Path table) {
        List<Row> rows = new ArrayList<>();
        Consumer<String> sink = comment -> {};
        try {
            for (String line : Files.readAllLines(table)) {
                if (line.startsWith("=== ")) {
                    Row row = new Row(line.substring(4));
                    rows.add(row);
                    sink = text -> attribute(row, text);
                    continue;
                }
                Matcher file = FILE.matcher(line);
                if (file.matches() && !rows.isEmpty()) {
                    Row row = rows.get(rows.size() - 1);
                    String path = file.group(2);
                    row.files.put(path, file.group(1).equals("+++") ? BASE : "");
                    sink = text -> row.files.merge(path, text + "\n", String::concat);
                    continue;
                }
                sink.accept(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    private static void attribute(Row row, String line) {
        Matcher attribute = ATTRIBUTE.matcher(line);
        if (attribute.matches()) {
            row.attributes.put(attribute.group(1), attribute.group(2));
        } else if (line.startsWith("warning ") || line.startsWith("error ") || line.startsWith("failure ")) {
            row.verdicts.add(line);
        } else if (!line.isBlank()) {
            throw new IllegalArgumentException("row " + row + " has a line that means nothing: " + line);
        }
    }
}
