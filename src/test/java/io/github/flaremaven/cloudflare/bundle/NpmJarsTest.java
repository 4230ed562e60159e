package io.github.flaremaven.cloudflare.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flaremaven.cloudflare.base.InputFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpmJarsTest {
    private static final String WEBJAR = "META-INF/resources/webjars/";
    private static final String MVNPM = "META-INF/resources/_static/";

    @TempDir
    Path temp;

    private Path modules;

    @BeforeEach
    void chooseFolder() {
        modules = temp.resolve("target/node_modules");
    }

    @Test
    void namesPackagesAsTheirDescriptionDoes() throws IOException {
        Path web = jar(
                "web.jar",
                Map.of(
                        WEBJAR + "acme__tools/1.0.0/package.json",
                        "{\"name\":\"@acme/tools\"}",
                        WEBJAR + "acme__tools/1.0.0/lib/index.js",
                        "export {}",
                        WEBJAR + "acme__tools/1.0.0/node_modules/inner/package.json",
                        "{\"name\":\"inner\"}",
                        "META-INF/maven/x/pom.xml",
                        "<project/>"));
        Path mvnpm = jar(
                "mvnpm.jar",
                Map.of(
                        MVNPM + "plain/2.0.0/package.json",
                        "{\"name\":\"plain\"}",
                        MVNPM + "plain/2.0.0/index.js",
                        "module.exports = 1",
                        "META-INF/importmap.json",
                        "{}"));

        new NpmJars(modules).layOut(List.of(web, mvnpm));

        assertThat(files())
                .containsExactlyInAnyOrder(
                        "@acme/tools/package.json",
                        "@acme/tools/lib/index.js",
                        "@acme/tools/node_modules/inner/package.json",
                        "plain/package.json",
                        "plain/index.js");
    }

    @Test
    void takesTheFirstOfTwoJarsWithOnePackageWhole() throws IOException {
        Path first =
                jar("first.jar", Map.of(MVNPM + "a/1/package.json", "{\"name\":\"a\"}", MVNPM + "a/1/one.js", "1"));
        Path second =
                jar("second.jar", Map.of(WEBJAR + "a/2/package.json", "{\"name\":\"a\"}", WEBJAR + "a/2/two.js", "2"));

        new NpmJars(modules).layOut(List.of(first, second));

        assertThat(files()).containsExactlyInAnyOrder("a/package.json", "a/one.js");
    }

    @Test
    void unpacksAgainOnlyWhatChanged() throws IOException {
        Path jar = jar("a.jar", Map.of(MVNPM + "a/1/package.json", "{\"name\":\"a\"}", MVNPM + "a/1/index.js", "1"));
        new NpmJars(modules).layOut(List.of(jar));
        Files.writeString(modules.resolve("a/index.js"), "kept");

        new NpmJars(modules).layOut(List.of(jar));
        assertThat(modules.resolve("a/index.js")).hasContent("kept");

        jar(
                "a.jar",
                Map.of(MVNPM + "a/2/package.json", "{\"name\":\"a\"}", MVNPM + "a/2/index.js", "a second version"));
        new NpmJars(modules).layOut(List.of(jar));
        assertThat(modules.resolve("a/index.js")).hasContent("a second version");

        new NpmJars(modules).layOut(List.of());
        assertThat(files()).isEmpty();
    }

    @Test
    void passesOverJarsWithoutAPackage() throws IOException {
        new NpmJars(modules).layOut(List.of(jar("empty.jar", Map.of("META-INF/MANIFEST.MF", "x"))));

        assertThat(files()).isEmpty();
    }

    @Test
    void refusesWhatIsNoPackageOrLeadsOut() throws IOException {
        Path noJar = Files.writeString(temp.resolve("no.jar"), "text");
        assertThatThrownBy(() -> new NpmJars(modules).layOut(List.of(noJar)))
                .isInstanceOf(InputFailure.class)
                .hasMessageContaining("no.jar is no jar");
        Path nameless = jar("nameless.jar", Map.of(MVNPM + "a/1/package.json", "{}"));
        assertThatThrownBy(() -> new NpmJars(modules).layOut(List.of(nameless)))
                .isInstanceOf(InputFailure.class)
                .hasMessageEndingWith("nameless.jar has no name");
        Path broken = jar("broken.jar", Map.of(MVNPM + "a/1/package.json", "{"));
        assertThatThrownBy(() -> new NpmJars(modules).layOut(List.of(broken)))
                .isInstanceOf(InputFailure.class)
                .hasMessageContaining("broken.jar is no JSON");
        for (String name : List.of("../../evil", "/evil", ".")) {
            Path leading = jar("leading.jar", Map.of(MVNPM + "a/1/package.json", "{\"name\":\"" + name + "\"}"));
            assertThatThrownBy(() -> new NpmJars(modules).layOut(List.of(leading)))
                    .as(name)
                    .isInstanceOf(InputFailure.class);
        }
        Path slip = jar("slip.jar", Map.of(MVNPM + "a/1/package.json", "{\"name\":\"a\"}", MVNPM + "a/1/../../b", "b"));
        assertThatThrownBy(() -> new NpmJars(modules).layOut(List.of(slip))).isInstanceOf(InputFailure.class);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> walk = Files.walk(modules)) {
            return walk.filter(Files::isRegularFile)
                    .map(f -> modules.relativize(f).toString().replace('\\', '/'))
                    .filter(f -> !f.equals(".jars"))
                    .toList();
        }
    }

    private Path jar(String name, Map<String, String> entries) throws IOException {
        Path jar = temp.resolve(name);
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            for (Map.Entry<String, String> entry : new TreeMap<>(entries).entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue().getBytes(java.nio.charset.StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return jar;
    }
}
