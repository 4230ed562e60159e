package io.github.flaremaven.cloudflare.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.config.model.Lifecycle;
import io.github.flaremaven.cloudflare.testing.Configs;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationStepTest {
    private static final String V1 = "{\"new_sqlite_classes\":[\"A\"]}";
    private static final String V2 = "{\"renamed_classes\":[{\"from\":\"A\",\"to\":\"B\"}],\"new_classes\":[\"C\"]}";
    private static final String V3 =
            "{\"deleted_classes\":[\"C\"],\"transferred_classes\":[{\"from\":\"X\",\"from_script\":\"o\",\"to\":\"Y\"}]}";

    @TempDir
    private Path folder;

    private Lifecycle lifecycle = new Lifecycle(java.util.List.of(), Json.object());

    @BeforeEach
    void read() {
        lifecycle = Configs.worker(folder, """
                        [[migrations]]
                        tag = "v1"
                        new_sqlite_classes = ["A"]
                        [[migrations]]
                        tag = "v2"
                        renamed_classes = [{ from = "A", to = "B" }]
                        new_classes = ["C"]
                        [[migrations]]
                        tag = "v3"
                        deleted_classes = ["C"]
                        transferred_classes = [{ from = "X", from_script = "o", to = "Y" }]
                        """).lifecycle();
    }

    @Test
    void aNewWorkerGetsAll() {
        assertThat(sent(Optional.empty()))
                .contains("{\"new_tag\":\"v3\",\"steps\":[" + V1 + "," + V2 + "," + V3 + "]}");
    }

    @Test
    void whatWasAppliedIsLeftOut() {
        assertThat(sent(Optional.of("v1")))
                .contains("{\"old_tag\":\"v1\",\"new_tag\":\"v3\",\"steps\":[" + V2 + "," + V3 + "]}");
        assertThat(sent(Optional.of("v2"))).contains("{\"old_tag\":\"v2\",\"new_tag\":\"v3\",\"steps\":[" + V3 + "]}");
    }

    @Test
    void whenAllAreAppliedNothingIsSent() {
        assertThat(sent(Optional.of("v3"))).isEmpty();
    }

    @Test
    void withAnUnknownTagAllAreSentWithAWarning() {
        MigrationStep step = MigrationStep.pending(lifecycle, Optional.of("v0")).orElseThrow();

        assertThat(Json.compact(step.metadata()))
                .isEqualTo("{\"old_tag\":\"v0\",\"new_tag\":\"v3\",\"steps\":[" + V1 + "," + V2 + "," + V3 + "]}");
        assertThat(step.warning())
                .contains(
                        "the deployed Worker has the migration \"v0\", which the config does not list; all migrations of "
                                + "the config are sent");
    }

    @Test
    void withoutMigrationsNothingIsSent() {
        Lifecycle none = Configs.worker(folder, "").lifecycle();

        assertThat(MigrationStep.pending(none, Optional.empty())).isEmpty();
        assertThat(MigrationStep.pending(none, Optional.of("v9"))).isEmpty();
    }

    private Optional<String> sent(Optional<String> deployedTag) {
        Optional<MigrationStep> step = MigrationStep.pending(lifecycle, deployedTag);
        step.ifPresent(s -> assertThat(s.warning()).isEmpty());
        return step.map(s -> Json.compact(s.metadata()));
    }
}
