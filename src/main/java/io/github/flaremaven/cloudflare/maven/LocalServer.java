package io.github.flaremaven.cloudflare.maven;

import io.github.flaremaven.cloudflare.console.Console;
import io.github.flaremaven.cloudflare.local.EmbeddedCloudflare;
import io.github.flaremaven.cloudflare.local.LocalAddress;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The embedded Cloudflare in the foreground. */
public final class LocalServer {
    private static final int GOODBYE_SECONDS = 40;

    private final Workbench bench;

    public LocalServer(Workbench bench) {
        this.bench = bench;
    }

    /** Returns when the process is told to end. */
    public void run(int apiPort, int workersPort) {
        LocalCloudflare local = bench.localCloudflare();
        Path folder = local.folder();
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        Thread hook = new Thread(() -> {
            end.countDown();
            try {
                gone.await(GOODBYE_SECONDS, TimeUnit.SECONDS); // the JVM waits for its hooks, not for the build
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try (EmbeddedCloudflare cloudflare = local.startAt(apiPort, workersPort)) {
            try {
                new LocalAddress(
                                cloudflare.apiBase(),
                                cloudflare.workersPort(),
                                ProcessHandle.current().pid())
                        .write(folder);
                Runtime.getRuntime().addShutdownHook(hook);
                greet(cloudflare, folder);
                end.await();
            } finally {
                LocalAddress.remove(folder); // ours; one that did not start would remove that of another process
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            gone.countDown();
        }
    }

    private void greet(EmbeddedCloudflare cloudflare, Path folder) {
        Console console = bench.console();
        console.info("The embedded Cloudflare is running; state in " + folder);
        console.info("  Workers: " + console.bold("http://localhost:" + cloudflare.workersPort())
                + ", each at http://<name>.localhost:" + cloudflare.workersPort());
        console.info("  API:     " + cloudflare.apiBase());
        console.info("Deploy with mvn cloudflare:deploy -Dcloudflare.local, end with Ctrl-C");
    }
}
