package io.github.flaremaven.cloudflare.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DevKeysTest {
    @Test
    void keysArriveAsTheyArePressed() throws Exception {
        BlockingQueue<Integer> pressed = new LinkedBlockingQueue<>();
        try (PipedOutputStream terminal = new PipedOutputStream();
                PipedInputStream in = new PipedInputStream(terminal);
                DevKeys keys = new DevKeys(in, pressed::add)) {
            keys.start();
            terminal.write('r');
            terminal.flush();
            assertThat(pressed.poll(30, TimeUnit.SECONDS)).isEqualTo('r');
            terminal.write('Q');
            terminal.flush();
            assertThat(pressed.poll(30, TimeUnit.SECONDS)).isEqualTo('q');
        }
    }
}
