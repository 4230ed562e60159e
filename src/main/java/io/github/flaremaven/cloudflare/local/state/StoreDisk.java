package io.github.flaremaven.cloudflare.local.state;

import io.github.flaremaven.cloudflare.base.ToolFailure;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/** Brings what changed in a store to its disk, which may be full. */
public final class StoreDisk {
    private StoreDisk() {}

    /**
     * Keeps what changed.
     *
     * @param what the store and its file, in the sentence
     * @throws ToolFailure when that is not possible; the store is closed then, and its file has what was kept before
     */
    public static void commit(MVStore store, String what) {
        try {
            store.commit();
        } catch (MVStoreException e) {
            store.closeImmediately(); // it works no more
            throw new ToolFailure(
                    what + " cannot be written (" + reason(e) + "); what was kept before is still there", e);
        }
    }

    /** Closes a store of which nothing is left to keep. */
    public static void close(MVStore store) {
        try {
            store.close();
        } catch (MVStoreException e) {
            store.closeImmediately(); // it could only not tidy up
        }
    }

    private static String reason(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }
}
