package io.github.flaremaven.cloudflare.local.d1;

import io.github.flaremaven.cloudflare.base.Bytes;
import java.time.Clock;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/** Names of states of databases. A later one sorts behind an earlier one, also when this process was started anew. */
final class Bookmarks {
    private static final HexFormat HEX = HexFormat.of();

    private final long start;
    private final AtomicLong changes = new AtomicLong();

    Bookmarks(Clock clock) {
        this.start = clock.instant().getEpochSecond();
    }

    /** A database has changed. */
    void changed() {
        changes.incrementAndGet();
    }

    /** In D1's format; the last part says which database it is about. */
    String current(String database) {
        return HEX.toHexDigits(start, 8) + "-" + HEX.toHexDigits(changes.get(), 8) + "-00000000-"
                + Bytes.of(database).digest("MD5");
    }
}
