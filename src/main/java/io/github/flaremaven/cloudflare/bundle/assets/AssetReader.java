package io.github.flaremaven.cloudflare.bundle.assets;

import io.github.flaremaven.cloudflare.base.Failure;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Hashes files on all processors, and only those that the index does not know. */
final class AssetReader {
    private final Optional<AssetIndex> known;
    private final Queue<AssetHasher> idle = new ConcurrentLinkedQueue<>();

    /**
     * @param known the hashes of an earlier scan; empty when none are to be kept
     */
    AssetReader(Optional<AssetIndex> known) {
        this.known = known;
    }

    /**
     * @param stamp of the file before it was read; present when hashes are kept
     */
    record Content(AssetWalk.Found found, String hash, Optional<FileStamp> stamp) {}

    /**
     * The contents in the order of the files.
     *
     * @throws InputFailure when a file is written or removed meanwhile
     * @throws ToolFailure when a file cannot be read; of several failures the first in the order of the files is told
     */
    List<Content> read(List<AssetWalk.Found> files) {
        List<Callable<Content>> tasks = new ArrayList<>();
        files.forEach(file -> tasks.add(() -> read(file)));
        ExecutorService workers =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            List<Content> contents = new ArrayList<>();
            for (Future<Content> task : workers.invokeAll(tasks)) {
                contents.add(task.get());
            }
            return contents;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Failure failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ToolFailure("Reading the assets was interrupted", e);
        } finally {
            workers.shutdownNow();
        }
    }

    private Content read(AssetWalk.Found file) {
        try {
            if (known.isEmpty()) {
                return new Content(file, hash(file), Optional.empty());
            }
            FileStamp stamp = FileStamp.of(file.file());
            Optional<String> hash = known.get().hash(file.path(), stamp);
            return new Content(file, hash.isPresent() ? hash.get() : hash(file), Optional.of(stamp));
        } catch (NoSuchFileException e) {
            throw changing(file);
        } catch (IOException e) {
            throw new ToolFailure("The asset " + file.file() + " cannot be read: " + e, e);
        }
    }

    private String hash(AssetWalk.Found file) throws IOException {
        AssetHasher hasher = Optional.ofNullable(idle.poll()).orElseGet(AssetHasher::new);
        try (InputStream content = Files.newInputStream(file.file())) {
            AssetHash hash =
                    hasher.hash(content, file.path().substring(file.path().lastIndexOf('/') + 1));
            if (hash.size() != file.size()) {
                throw changing(file);
            }
            return hash.hex();
        } finally {
            idle.add(hasher);
        }
    }

    private static InputFailure changing(AssetWalk.Found file) {
        return new InputFailure("The asset " + file.file() + " changed while it was read; build the assets first and"
                + " stop what still writes them");
    }
}
