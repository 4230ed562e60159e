package io.github.flaremaven.cloudflare.release;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Keeps warnings that come from another thread, so that their lines do not mix with those of the work that goes on. */
final class HeldWarnings implements Consumer<String> {
    private final Consumer<String> target;
    private final List<String> held = new ArrayList<>();
    private boolean open;

    HeldWarnings(Consumer<String> target) {
        this.target = target;
    }

    @Override
    public synchronized void accept(String message) {
        if (open) {
            target.accept(message);
        } else {
            held.add(message);
        }
    }

    /** Tells what was held; from now on nothing is. */
    synchronized void open() {
        open = true;
        held.forEach(target);
        held.clear();
    }
}
