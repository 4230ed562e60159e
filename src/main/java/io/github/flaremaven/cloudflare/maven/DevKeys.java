package io.github.flaremaven.cloudflare.maven;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * Keys of a person at the terminal, each followed by Enter. The input is only read once something is there: a build in the
 * background that reads its terminal would be stopped by the shell.
 */
final class DevKeys implements AutoCloseable {
    private static final long LOOK_AGAIN_MILLIS = 100;

    private final Thread thread;

    DevKeys(InputStream in, IntConsumer pressed) {
        thread = new Thread(() -> listen(in, pressed), "cloudflare-dev-keys");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private static void listen(InputStream in, IntConsumer pressed) {
        try {
            while (true) {
                if (in.available() == 0) {
                    TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
                } else {
                    int key = in.read();
                    if (key < 0) {
                        return;
                    }
                    pressed.accept(Character.toLowerCase(key));
                }
            }
        } catch (IOException | InterruptedException e) {
            return; // there are no keys any more
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
