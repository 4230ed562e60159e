package io.github.flaremaven.cloudflare.local.records;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The newest records of a name are kept, whatever happens. */
class RecordLogTest {
    @TempDir
    Path folder;

    private static JsonNode record(int n) {
        return Json.object().put("n", n);
    }

    @Test
    void onlyTheNewestAreKept() throws IOException {
        RecordLog log = new RecordLog(folder, 3);
        for (int n = 0; n < 20; n++) {
            log.add("a", List.of(record(n)));
        }
        assertThat(log.newest("a")).containsExactly(record(17), record(18), record(19));
        assertThat(Files.readAllLines(folder.resolve("a.jsonl")).size()).isLessThanOrEqualTo(6);
        log.add("a", IntStream.range(20, 30).mapToObj(RecordLogTest::record).toList());
        assertThat(new RecordLog(folder, 3).newest("a")).containsExactly(record(27), record(28), record(29));
        assertThat(log.newest("b")).isEmpty();
    }

    @Test
    void namesMayHaveAnyCharacter() throws IOException {
        RecordLog log = new RecordLog(folder, 3);
        log.add("../*:é", List.of(record(1)));
        assertThat(log.newest("../*:é")).containsExactly(record(1));
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void aLineThatWasBrokenOffHurtsNoOther() throws IOException {
        new RecordLog(folder, 3).add("a", List.of(record(1)));
        Files.writeString(folder.resolve("a.jsonl"), "{\"n\":", StandardOpenOption.APPEND);
        RecordLog log = new RecordLog(folder, 3);
        assertThat(log.newest("a")).containsExactly(record(1));
        log.add("a", List.of(record(2)));
        assertThat(log.newest("a")).containsExactly(record(1), record(2));
    }
}
