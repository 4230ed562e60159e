package io.github.flaremaven.cloudflare.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flaremaven.cloudflare.base.Json;
import org.junit.jupiter.api.Test;

class WorkerOutputTest {
    private final RecordingConsole console = new RecordingConsole();
    private final WorkerOutput output = new WorkerOutput(console);

    private static String event(String more) {
        return "{\"executionModel\":\"stateless\",\"outcome\":\"ok\",\"logs\":[],\"exceptions\":[]," + more + "}";
    }

    @Test
    void linesOfTheOnlyWorkerAreShownAsItPrintsThem() {
        output.running(1);
        output.line("{\"timestamp\":1,\"level\":\"log\",\"message\":\"plain { a: 1 }\"}");
        output.line("{\"timestamp\":1,\"level\":\"error\",\"message\":\"\\u001b[31mred\"}");
        output.invoked("app", Json.parse(event("\"logs\":[{\"level\":\"log\",\"message\":[\"plain\"]}]")));
        assertThat(console.lines()).containsExactly("print plain { a: 1 }", "print \\u001B[31mred");
    }

    @Test
    void whatTheRuntimeSaysAboutItselfIsForDebugging() {
        output.line(
                "{\"timestamp\":\"1\",\"level\":\"error\",\"source\":\"mod.rs\",\"message\":\"Uncaught exception\"}");
        output.line("no JSON");
        output.line("{broken");
        assertThat(console.lines())
                .allMatch(l -> l.startsWith("debug workerd: "))
                .hasSize(3);
    }

    @Test
    void linesOfSeveralWorkersHaveTheNameInFront() {
        output.running(2);
        output.line("{\"timestamp\":1,\"level\":\"log\",\"message\":\"whose?\"}");
        output.invoked("back", Json.parse(event("\"logs\":[{\"level\":\"warn\",\"message\":[\"n\",{\"a\":1},2]}]")));
        assertThat(console.lines()).containsExactly("print [back] n {\"a\":1} 2");
    }

    @Test
    void exceptionsHavePlacesInTheSources() {
        output.places("app", text -> text.replace("index.js:9:9", "src/a.ts:1:2"));
        output.places("other", text -> text.replace("index.js", "wrong"));
        output.invoked(
                "app",
                Json.parse(event("\"exceptions\":[{\"name\":\"TypeError\",\"message\":\"bad\",\"stack\":"
                        + "\"TypeError: bad\\n    at f (index.js:9:9)\\n    at g (index.js:1:1)\"}]")));
        assertThat(console.lines())
                .containsExactly("print ✘ TypeError: bad\n    at f (src/a.ts:1:2)\n    at g (index.js:1:1)");
    }

    @Test
    void requestsOfClientsAreShownAndCallsBetweenWorkersAreNot() {
        String request = "\"event\":{\"request\":{\"method\":\"GET\",\"url\":\"http://localhost:8787/a?b\"},"
                + "\"response\":{\"status\":404}}";
        output.invoked("app", Json.parse(event(request)));
        output.invoked("app", Json.parse(event(request + ",\"entrypoint\":\"Admin\"")));
        output.invoked("app", Json.parse(event(request + ",\"executionModel\":\"durableObject\"")));
        output.invoked("app", Json.parse(event(request + ",\"outcome\":\"exception\"")));
        assertThat(console.lines()).containsExactly("info GET /a?b 404", "info GET /a?b exception");
    }
}
