package io.github.flaremaven.cloudflare.local.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flaremaven.cloudflare.base.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScriptTest {
    private static Script with(Script script, String id, String source, long number) {
        Version version = new Version(
                id,
                number,
                Instant.EPOCH,
                source,
                Json.object(),
                Json.object(),
                "index.js",
                List.of(),
                false,
                Optional.empty());
        return deployed(script.plus(version), id);
    }

    private static Script deployed(Script script, String id) {
        return script.plus(
                new Deployment("d-" + id, Instant.EPOCH, "dev", Json.object(), List.of(new Deployment.Share(id, 100))));
    }

    private static List<String> ids(Script script) {
        return script.versions().stream().map(Version::id).toList();
    }

    @Test
    void versionsOfADevelopmentLoopReplaceEachOther() {
        Script script = with(Script.create("app", "t", Instant.EPOCH), "real1", "maven", 1);
        for (int i = 2; i < 9; i++) {
            script = with(script, "dev" + i, "dev", i);
        }
        assertThat(ids(script)).containsExactly("real1", "dev7", "dev8");
        assertThat(script.deployments()).extracting(Deployment::id).containsExactly("d-real1", "d-dev7", "d-dev8");
        assertThat(script.current().map(d -> d.shares().get(0).versionId())).hasValue("dev8");

        script = with(script, "real9", "maven", 9);
        assertThat(ids(script)).containsExactly("real1", "dev7", "dev8", "real9");
        script = deployed(script, "dev7"); // a rollback
        script = with(script, "dev10", "dev", 10);
        assertThat(ids(script)).containsExactly("real1", "dev8", "real9", "dev10");
        assertThat(script.current().map(d -> d.shares().get(0).versionId())).hasValue("dev10");
    }

    @Test
    void aVersionWithTrafficStays() {
        Script script = with(Script.create("app", "t", Instant.EPOCH), "dev1", "dev", 1);
        script = with(script, "dev2", "dev", 2);
        script = with(script, "dev3", "dev", 3);
        script = deployed(script, "dev2");
        assertThat(ids(script)).containsExactly("dev2", "dev3");
    }
}
