package io.github.flaremaven.cloudflare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** README and site say what is: goals, parameters, links, configurations, messages. */
class DocumentationTest {
    private static final Path SITE = Path.of("src/site/markdown");
    private static final Pattern FENCED = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");

    static Stream<Path> pages() {
        try (Stream<Path> site = Files.list(SITE)) {
            return Stream.concat(Stream.of(Path.of("README.md")), site.sorted().toList().stream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyGoalExists(Path page) throws Exception {
        Set<String> goals = texts("goal");
        assertThat(found(page, "\\bcloudflare:([a-z][a-z-]*[a-z])\\b")).isSubsetOf(goals);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyParameterExists(Path page) throws Exception {
        Set<String> properties = found(Path.of("target/classes/META-INF/maven/plugin.xml"), "\\$\\{([\\w.]+)}");
        assertThat(found(page, "-D(cloudflare\\.[\\w.]*\\w)"))
                .map(p -> p.replaceFirst("^(cloudflare\\.(var|define|alias))\\..+", "$1")) // one property for each name
                .allSatisfy(p -> assertThat(properties).contains(p));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkLeadsSomewhere(Path page) {
        Path folder = page.toAbsolutePath().getParent();
        for (String link : found(page, "\\]\\(([^)]+)\\)")) {
            String file = link.replaceFirst("#.*", "");
            if (link.startsWith("http") || file.isEmpty() || file.equals("plugin-info.html")) {
                continue;
            }
            assertThat(folder.resolve(page.startsWith(SITE) ? file.replace(".html", ".md") : file))
                    .as(link)
                    .exists();
        }
    }

    /** What stands in a fenced block is what an integration test runs. */
    @ParameterizedTest
    @MethodSource("pages")
    void everyPomIsOneThatATestBuilds(Path page) throws IOException {
        List<String> tested = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src/it"))) {
            files.filter(f -> f.getFileName().toString().matches("pom\\.xml|settings.*\\.xml"))
                    .forEach(f -> tested.add(flat(read(f)).replace("@project.version@", "0.1.0-SNAPSHOT")));
        }
        for (MatchResult block : matches(FENCED, read(page))) {
            if (block.group(1).equals("xml") && block.group(2).contains("cloudflare-maven-plugin")) {
                String shown = flat(block.group(2));
                assertThat(tested.stream().anyMatch(pom -> pom.contains(shown)))
                        .as(block.group(2))
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyJavaTestIsOneThatATestRuns(Path page) throws IOException {
        List<String> tested = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src/it"))) {
            files.filter(f -> f.toString().endsWith(".java")).forEach(f -> tested.add(read(f)));
        }
        for (MatchResult block : matches(FENCED, read(page))) {
            if (block.group(1).equals("java")) {
                assertThat(tested).as(page.toString()).anyMatch(source -> source.contains(block.group(2)));
            }
        }
    }

    @Test
    void theReadmesTestHasTwentyLines() {
        assertThat(matches(FENCED, read(Path.of("README.md"))).stream()
                        .filter(block -> block.group(1).equals("java"))
                        .map(block -> block.group(2).lines().count()))
                .singleElement()
                .satisfies(lines -> assertThat(lines).isLessThanOrEqualTo(20));
    }

    @Test
    void theVersionIsTheProjects() {
        String version = found(
                        Path.of("pom.xml"), "<artifactId>cloudflare-maven-plugin</artifactId>\\s*<version>([^<]+)<")
                .iterator()
                .next();
        pages().forEach(page -> assertThat(
                        found(page, "<artifactId>cloudflare-maven-plugin</artifactId>\\s*<version>([^<]+)<"))
                .as(page.toString())
                .isSubsetOf(version));
        assertThat(read(Path.of("src/it/quickstart/pom.xml"))).contains("<version>" + version + "</version>");
    }

    /** The page shows the messages that the integration test of bad configs expects. */
    @Test
    void messagesAreThoseThatTheTestSees() {
        String expected = read(Path.of("src/it/bad-config/verify.groovy"))
                .replaceAll("['\"] \\+\\s+['\"]", "")
                .replace("\\\"", "\"")
                .replace("$basedir", "/project");
        List<String> shown = matches(FENCED, read(SITE.resolve("troubleshooting.md"))).stream()
                .flatMap(block -> block.group(2).lines())
                .filter(line -> !line.startsWith("unknown-key.toml"))
                .toList();
        assertThat(shown).hasSize(10).allSatisfy(line -> assertThat(expected).contains(line));
        assertThat(expected).contains("unknown key \"compatability_flags\" at the top level, ignored");
    }

    /** Where the verdict tables say that we differ from wrangler, the page says so too. */
    @Test
    void everyDifferenceIsListed() throws IOException {
        Set<String> listed = found(SITE.resolve("differences.md"), "\\b([A-Z]\\d+[a-z]?)\\b");
        try (Stream<Path> tables = Files.walk(Path.of("src/test/resources/config"))) {
            List<String> differing = tables.filter(Files::isRegularFile)
                    .flatMap(file -> differing(read(file)).stream())
                    .toList();
            assertThat(differing)
                    .isNotEmpty()
                    .allSatisfy(id -> assertThat(listed).contains(id));
        }
    }

    private static List<String> differing(String table) {
        List<String> ids = new ArrayList<>();
        String id = "";
        for (String line : table.lines().toList()) {
            if (line.matches("=== \\S+.*")) {
                id = line.split("\\s+", 3)[1];
            } else if (line.startsWith("because:")) {
                ids.add(id);
            }
        }
        return ids;
    }

    private static Set<String> texts(String element) throws Exception {
        Document descriptor = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Path.of("target/classes/META-INF/maven/plugin.xml").toFile());
        NodeList nodes = descriptor.getElementsByTagName(element);
        Set<String> texts = new TreeSet<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(nodes.item(i).getTextContent());
        }
        return texts;
    }

    private static Set<String> found(Path file, String regex) {
        return matches(Pattern.compile(regex), read(file)).stream()
                .map(m -> m.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<MatchResult> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results().toList();
    }

    private static String flat(String text) {
        return text.replaceAll("\\s+", "");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
