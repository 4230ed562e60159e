package io.github.flaremaven.cloudflare.local.r2;

import io.github.flaremaven.cloudflare.base.ToolFailure;
import io.github.flaremaven.cloudflare.local.state.FileShelf;
import io.github.flaremaven.cloudflare.local.state.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/**
 * R2 on disk: an index, and a file for the content of each object or part. A change is on disk when the call returns. Safe
 * for use by several threads.
 */
public final class R2Store implements AutoCloseable {
    private final Path inbox;
    private final R2Index index;
    private final R2Buckets buckets;
    private final R2Objects objects;
    private final R2Uploads uploads;

    /**
     * On files in a folder, the state's root, where an earlier version of the plugin may have left the names of buckets.
     * The index is opened when it is needed.
     */
    public R2Store(Path root, Clock clock) {
        Path folder = root.resolve("r2");
        this.inbox = folder.resolve("inbox");
        try {
            Folders.delete(inbox); // of a process that was killed
            Files.createDirectories(inbox);
        } catch (IOException e) {
            throw new ToolFailure("the folder " + inbox + " cannot be made: " + e, e);
        }
        FileShelf contents = new FileShelf(folder);
        this.index = new R2Index(root.resolve("r2.mv"), root.resolve("buckets.json"), contents);
        this.buckets = new R2Buckets(index, contents);
        this.objects = new R2Objects(index, contents, clock);
        this.uploads = new R2Uploads(index, objects, contents);
    }

    /** Where contents are put while they come in. */
    public Path inbox() {
        return inbox;
    }

    public R2Buckets buckets() {
        return buckets;
    }

    public R2Objects objects() {
        return objects;
    }

    public R2Uploads uploads() {
        return uploads;
    }

    @Override
    public void close() {
        index.close();
    }
}
