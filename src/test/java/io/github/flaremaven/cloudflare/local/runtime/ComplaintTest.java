package io.github.flaremaven.cloudflare.local.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flaremaven.cloudflare.local.state.VersionRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What workerd says when it does not start, as it was seen to say it. */
class ComplaintTest {
    private static final String ID = "00000000-1111-4222-8333-444444444444";

    @Test
    void structuredLinesGiveTheirText() {
        assertThat(Complaint.text("{\"timestamp\":\"1795305408493\",\"level\":\"error\",\"source\":\"x.rs:170\","
                        + "\"message\":\"service api@" + ID
                        + ": Uncaught Error: boom \\\"q\\\"\\n  at worker.js:1:7\",\"context_depth\":0}"))
                .isEqualTo("service api@" + ID + ": Uncaught Error: boom \"q\"\n  at worker.js:1:7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c.capnp:7:78-85: Couldn't read file for embed: zz.js",
                "{\"timestamp\":1,\"level\":\"err",
                "{\"timestamp\":1}",
                ""
            })
    void otherLinesAreTheTextThemselves(String line) {
        assertThat(Complaint.text(line)).isEqualTo(line);
    }

    @Test
    void theVersionIsNamedAndThenLeftOut() {
        String thrown = "service my-api@" + ID + ": Uncaught Error: boom\n  at worker.js:1:7";
        assertThat(Complaint.culprit(thrown)).contains(new VersionRef("my-api", ID));
        assertThat(Complaint.readable(thrown)).isEqualTo("Uncaught Error: boom\n  at worker.js:1:7");
        String bound = "Worker \"api@" + ID + "\"'s binding \"S\" refers to service \"other@" + ID
                + "\" with a named entrypoint \"X\", but \"other@" + ID + "\" has no such named entrypoint.";
        assertThat(Complaint.culprit(bound)).contains(new VersionRef("api", ID));
        assertThat(Complaint.readable(bound))
                .isEqualTo(
                        "Worker \"api\"'s binding \"S\" refers to service \"other\" with a named entrypoint \"X\", but "
                                + "\"other\" has no such named entrypoint.");
        assertThat(Complaint.culprit("Socket \"control\": bind(): Address already in use"))
                .isEmpty();
    }

    @Test
    void everyLineLosesItsService() {
        String service = "service api@" + ID + ": ";
        assertThat(Complaint.readable(
                        service + "No such compatibility flag: a\n" + service + "No such compatibility flag: b\n"))
                .isEqualTo("No such compatibility flag: a\nNo such compatibility flag: b");
    }
}
