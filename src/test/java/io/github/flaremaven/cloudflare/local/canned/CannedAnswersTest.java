package io.github.flaremaven.cloudflare.local.canned;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of answers: what is refused, and which entry answers. */
class CannedAnswersTest {
    @TempDir
    Path folder;

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("AI.json"), content);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "{}|must be a list",
                "[1]|the entry 0 in",
                "[1]|must be an object",
                "[{}]|must have one of answer, text, base64, events and error",
                "[{\"answer\":1,\"error\":\"x\"}]|must have one of",
                "[{\"answer\":1},{\"answr\":1}]|the entry 1 in",
                "[{\"answr\":1}]|has the unknown field \"answr\"",
                "[{\"match\":{\"modell\":\"x\"},\"answer\":1}]|has the unknown field \"modell\" under \"match\"",
                "[{\"match\":[],\"answer\":1}]|must be an object under \"match\"",
                "[{\"match\":{\"model\":1},\"answer\":1}]|must have a text as \"model\"",
                "[{\"text\":1}]|must have a text as \"text\"",
                "[{\"base64\":\"?\"}]|has no base64",
                "[{\"events\":{}}]|must have a list as \"events\"",
                "[{\"answer\":1,\"status\":\"200\"}]|must have a \"status\" from 200 to 599",
                "[{\"answer\":1,\"status\":99}]|must have a \"status\" from 200 to 599",
                "[{\"answer\":1,\"contentType\":\"a/b\"}]|has a \"contentType\"",
                "[|cannot be read",
            })
    void whatIsWrongIsNamed(String content, String complaint) throws IOException {
        Path file = file(content);
        assertThatThrownBy(() -> CannedAnswers.read(file))
                .isInstanceOf(InputFailure.class)
                .hasMessageContaining(complaint)
                .hasMessageContaining("AI.json");
    }

    @Test
    void noFileIsNoFailure() {
        assertThat(CannedAnswers.read(folder.resolve("none.json"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "run|a|{\"p\":1}|1",
                "run|a|{\"p\":1.0,\"q\":{\"r\":[1,2],\"s\":3}}|1",
                "run|b|{\"p\":1}|2",
                "run|b|{\"q\":{\"r\":[1,2],\"s\":3}}|3",
                "run|b|{\"q\":{\"r\":[1]}}|2",
                "run|b|[]|2",
                "models|b|{\"p\":1}|4",
            })
    void theFirstEntryThatMatchesAnswers(String method, String model, String input, String expected)
            throws IOException {
        CannedAnswers answers = CannedAnswers.read(file("""
                [{"match":{"model":"a","input":{"p":1}},"answer":1},
                 {"match":{"method":"run","input":{"q":{"r":[1,2]}}},"answer":3},
                 {"match":{"method":"run"},"answer":2},
                 {"answer":4}]""")).orElseThrow();
        assertThat(answers.answer(method, model, Json.parse(input)).body().text())
                .isEqualTo(expected);
    }

    @Test
    void aCallWithoutAnEntryIsNamed() throws IOException {
        CannedAnswers answers = CannedAnswers.read(file("[{\"match\":{\"model\":\"a\"},\"answer\":1}]"))
                .orElseThrow();
        assertThatThrownBy(() -> answers.answer("run", "b", Json.parse("{\"p\":1}")))
                .isInstanceOf(InputFailure.class)
                .hasMessageContaining("matches the call run of b with {\"p\":1}");
    }
}
