package io.github.flaremaven.cloudflare.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flaremaven.cloudflare.base.InputFailure;
import org.junit.jupiter.api.Test;

/** Queues as tests send to them and receive from them, and as the Worker sees them. */
@WorkerTest(project = "target/test-classes/projects/stored", seeds = "seeds/none")
class QueueHandleTest {
    @Test
    void aTestReceivesWhatTheWorkerSends(Worker worker, @Binding("MAIL") Queue mail) {
        mail.receive();
        assertThat(worker.post("/mail/ada", "plain text").status()).isEqualTo(202);

        assertThat(mail.backlog()).isEqualTo(2);
        assertThat(mail.receive()).containsExactlyInAnyOrder("{\"to\":\"ada\",\"n\":1}", "plain text");
        assertThat(mail.receive()).isEmpty();
        assertThat(mail.backlog()).isZero();
    }

    @Test
    void theWorkerReceivesWhatATestSends(Worker worker, @Binding("WORK") Queue work) {
        work.send("text of a test");
        work.sendJson("{\"n\": [1, null]}");

        worker.awaitLog("got stored-work text of a test");
        assertThat(worker.awaitLog("{\"n\":[1,null]}").text()).isEqualTo("got stored-work {\"n\":[1,null]}");
    }

    @Test
    void aQueueThatIsOnlyConsumedHasItsOwnName(Worker worker, @Binding("stored-work") Queue work) {
        work.send("by the queue's name");

        worker.awaitLog("got stored-work by the queue's name");
    }

    @Test
    void messagesOfAWorkerAreItsOwn(@Binding("WORK") Queue work) {
        assertThat(work.name()).isEqualTo("stored-work");
        assertThatThrownBy(work::receive)
                .isInstanceOf(InputFailure.class)
                .hasMessage(
                        "the messages of the queue stored-work go to the Worker stored; look at what it did with them");
    }
}
