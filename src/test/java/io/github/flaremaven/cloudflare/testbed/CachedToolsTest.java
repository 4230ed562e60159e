package io.github.flaremaven.cloudflare.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flaremaven.cloudflare.base.InputFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where tools are looked for outside of a Maven build. */
class CachedToolsTest {
    @TempDir
    private Path folder;

    private CachedTools tools(String... properties) {
        Properties all = new Properties();
        all.setProperty("user.home", "/home/me");
        for (int i = 0; i < properties.length; i += 2) {
            all.setProperty(properties[i], properties[i + 1]);
        }
        return new CachedTools(folder, all, Map.of());
    }

    @Test
    void theCacheIsWhereGoalsHaveIt() {
        assertThat(tools("cloudflare.cache", "/c", "localRepository", "/r").cache())
                .isEqualTo(Path.of("/c"));
        assertThat(tools("localRepository", "/r").cache()).isEqualTo(Path.of("/r/.cache/cloudflare-maven-plugin"));
        assertThat(tools("maven.repo.local", "/m", "localRepository", "/r").cache())
                .isEqualTo(Path.of("/m/.cache/cloudflare-maven-plugin"));
        assertThat(tools().cache()).isEqualTo(Path.of("/home/me/.m2/repository/.cache/cloudflare-maven-plugin"));
    }

    @Test
    void aBinaryThatIsNamedCounts() throws Exception {
        Path binary = Files.writeString(folder.resolve("binary"), "");

        assertThat(tools("cloudflare.esbuild", binary.toString()).esbuild()).contains(binary);
        assertThat(tools("cloudflare.workerd", binary.toString()).workerd()).isEqualTo(binary);
        assertThat(tools("cloudflare.cache", folder.toString()).esbuild()).isEmpty();
        assertThatThrownBy(() -> tools("cloudflare.workerd", "/no/workerd").workerd())
                .isInstanceOf(InputFailure.class)
                .hasMessage("cloudflare.workerd names /no/workerd, which does not exist");
    }
}
