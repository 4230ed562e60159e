package io.github.flaremaven.cloudflare;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What Maven and its users get to know of the goals: the plugin descriptor that the build makes. */
class DescriptorTest {
    private static final Set<String> GOALS = Set.of(
            "validate-config",
            "effective-config",
            "bundle",
            "upload-version",
            "deploy",
            "versions",
            "deployments",
            "status",
            "rollback",
            "tail",
            "health",
            "secret-put",
            "secret-list",
            "secret-delete",
            "secret-bulk",
            "delete",
            "whoami",
            "local",
            "start",
            "stop",
            "types",
            "dev",
            "local-reset",
            "help");

    @Test
    void hasAllGoalsAndAllAreThreadSafe() throws Exception {
        Set<String> goals = new TreeSet<>();
        for (Element mojo : children(descriptor().getDocumentElement(), "mojo")) {
            goals.add(text(mojo, "goal"));
            assertThat(text(mojo, "threadSafe")).as(text(mojo, "goal")).isEqualTo("true");
            assertThat(text(mojo, "description")).as(text(mojo, "goal")).isNotBlank();
            assertThat(text(mojo, "since").isEmpty() && !text(mojo, "goal").equals("help"))
                    .as("@since of " + text(mojo, "goal"))
                    .isFalse();
        }
        assertThat(goals).containsExactlyInAnyOrderElementsOf(GOALS);
    }

    @Test
    void everyParameterIsDescribedAndHasOurPrefix() throws Exception {
        for (Element mojo : children(descriptor().getDocumentElement(), "mojo")) {
            if (text(mojo, "goal").equals("help")) {
                continue;
            }
            for (Element parameter : children(mojo, "parameter")) {
                String name = text(mojo, "goal") + "." + text(parameter, "name");
                if (text(parameter, "editable").equals("false")) {
                    continue;
                }
                assertThat(text(parameter, "description")).as(name).isNotBlank();
                assertThat(text(parameter, "since")).as("@since of " + name).isNotBlank();
            }
            for (Element configuration : children(mojo, "configuration")) {
                NodeList values = configuration.getChildNodes();
                for (int i = 0; i < values.getLength(); i++) {
                    String expression = values.item(i).getTextContent();
                    if (expression.startsWith("${") && !expression.matches("\\$\\{(session|project|mojoExecution)}")) {
                        assertThat(expression).startsWith("${cloudflare.");
                    }
                }
            }
        }
    }

    private static Document descriptor() throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Path.of("target/classes/META-INF/maven/plugin.xml").toFile());
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        NodeList nodes = parent.getElementsByTagName(name);
        for (int i = 0; i < nodes.getLength(); i++) {
            found.add((Element) nodes.item(i));
        }
        return found;
    }

    private static String text(Element parent, String name) {
        NodeList nodes = parent.getElementsByTagName(name);
        return nodes.getLength() == 0 ? "" : nodes.item(0).getTextContent();
    }
}
