package io.github.flaremaven.cloudflare.local.state;

import io.github.flaremaven.cloudflare.base.ToolFailure;
import java.nio.file.Path;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * A store of ordered maps in a file, which is neither made nor opened before it is needed. What was committed survives a
 * killed process and a full disk. Callers see to it that one thread uses it at a time.
 */
public final class StoreFile implements AutoCloseable {
    /** How long closing may take to make the file small. */
    private static final int MOST_TIDYING_MS = 50;

    private final Path file;
    private final String what;
    private final String content;
    private @Nullable MVStore opened;

    /**
     * Opens nothing yet.
     *
     * @param what the store, in a sentence: {@code the KV store}
     * @param content what is gone when the file is deleted: {@code all keys}
     */
    public StoreFile(Path file, String what, String content) {
        this.file = file;
        this.what = what;
        this.content = content;
    }

    /** Whether this process has opened it. */
    public boolean isOpen() {
        return opened != null;
    }

    /**
     * The store, opened if need be.
     *
     * @throws ToolFailure when the file is damaged
     */
    public MVStore get() {
        MVStore store = opened;
        if (store == null) {
            try {
                store = new MVStore.Builder()
                        .fileName(file.toString())
                        .autoCommitDisabled()
                        .compress()
                        .open();
            } catch (MVStoreException e) {
                throw new ToolFailure(
                        what + " " + file + " is damaged; delete it to forget " + content + ": " + e.getMessage(), e);
            }
            store.setRetentionTime(0); // the space of what is gone is used again at once
            opened = store;
        }
        return store;
    }

    /**
     * Keeps what changed.
     *
     * @throws ToolFailure when that is not possible, on a full disk for one; the file has what was kept before, and the next
     *     use opens it anew
     */
    public void commit() {
        MVStore store = get();
        try {
            store.commit();
        } catch (MVStoreException e) {
            store.closeImmediately(); // it works no more
            opened = null;
            throw new ToolFailure(
                    what + " " + file + " cannot be written (" + reason(e) + "); what was kept before is still there",
                    e);
        }
    }

    @Override
    public void close() {
        MVStore store = opened;
        if (store != null) {
            opened = null;
            try {
                store.close(MOST_TIDYING_MS);
            } catch (MVStoreException e) {
                store.closeImmediately(); // it could only not tidy up
            }
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
