package io.github.flaremaven.cloudflare.dev;

import io.github.flaremaven.cloudflare.base.ToolFailure;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Says when something may have changed in some folders. What it was, nobody is told: whoever is interested looks, see
 * {@link Snapshot}.
 *
 * <p>On Linux and Windows the operating system says so, through the JDK's watch service, with a watch for each folder. On
 * macOS that service only looks every few seconds, so that there this class lets its owner look ten times a second; the
 * files of a Worker are few.
 */
final class FileEvents implements AutoCloseable {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final WatchService service;
    private final boolean polling;
    private final Map<Path, WatchKey> keys = new HashMap<>();
    private final Thread thread;

    /**
     * Starts to listen.
     *
     * @param changed called from a thread of its own
     * @param polling whether to call it every 100 ms instead
     */
    FileEvents(Runnable changed, boolean polling) {
        try {
            this.service = FileSystems.getDefault().newWatchService();
        } catch (IOException e) {
            throw new ToolFailure("the file system cannot be watched: " + e.getMessage(), e);
        }
        this.polling = polling;
        this.thread = new Thread(() -> listen(changed), "cloudflare-dev-files");
        thread.setDaemon(true);
        thread.start();
    }

    /** Whether the JDK's service of this platform only looks now and then. */
    static boolean mustPoll(String operatingSystem) {
        return operatingSystem.startsWith("Mac");
    }

    private void listen(Runnable changed) {
        try {
            while (true) {
                if (polling) {
                    TimeUnit.NANOSECONDS.sleep(LOOK_AGAIN.toNanos());
                } else {
                    WatchKey key = service.take();
                    key.pollEvents();
                    key.reset();
                }
                changed.run();
            }
        } catch (ClosedWatchServiceException | InterruptedException e) {
            return; // it is over
        }
    }

    /**
     * Watches these folders and no others. One that vanishes meanwhile is passed over.
     *
     * @return whether one is new, in which something may have happened before it was watched
     */
    boolean watch(Set<Path> folders) {
        if (polling) {
            return false;
        }
        keys.forEach((folder, key) -> {
            if (!folders.contains(folder)) {
                key.cancel();
            }
        });
        keys.values().removeIf(key -> !key.isValid());
        Set<Path> added = new HashSet<>(folders);
        added.removeAll(keys.keySet());
        added.forEach(this::register);
        return !added.isEmpty();
    }

    private void register(Path folder) {
        WatchEvent.Kind<?>[] kinds = {
            StandardWatchEventKinds.ENTRY_CREATE,
            StandardWatchEventKinds.ENTRY_MODIFY,
            StandardWatchEventKinds.ENTRY_DELETE
        };
        try {
            keys.put(folder, folder.register(service, kinds));
        } catch (NoSuchFileException | NotDirectoryException e) {
            return;
        } catch (IOException e) {
            throw new ToolFailure(
                    "the folder " + folder + " cannot be watched: " + e.getMessage()
                            + "; the system may allow too few watches (fs.inotify.max_user_watches)",
                    e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            service.close();
        } catch (IOException e) {
            throw new ToolFailure("the watch of the file system cannot be closed: " + e.getMessage(), e);
        }
    }
}
