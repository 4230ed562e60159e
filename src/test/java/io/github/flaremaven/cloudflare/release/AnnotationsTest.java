package io.github.flaremaven.cloudflare.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnnotationsTest {

    @Test
    void longTextsAreCutBetweenCharacters() {
        Annotations cut =
                new Annotations(Optional.of("ü".repeat(60)), Optional.of("😀".repeat(300_000)), Optional.empty());

        assertThat(cut.tag()).contains("ü".repeat(50));
        assertThat(cut.message()).contains("😀".repeat(250));
        assertThat(cut.message().orElseThrow().getBytes(StandardCharsets.UTF_8)).hasSize(1000);
    }

    @Test
    void textsThatFitStayAsTheyAre() {
        Annotations kept =
                new Annotations(Optional.of("x".repeat(100)), Optional.of("y".repeat(999) + "é"), Optional.empty());

        assertThat(kept.tag()).contains("x".repeat(100));
        assertThat(kept.message()).contains("y".repeat(999));
    }

    @Test
    void blankTextsAreNone() {
        ObjectNode metadata = Json.object();
        new Annotations(Optional.of(" "), Optional.of(""), Optional.empty()).addTo(metadata, false);

        assertThat(metadata.isEmpty()).isTrue();
    }
}
