package io.github.flaremaven.cloudflare.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalAddressTest {
    @TempDir
    Path folder;

    private static final long OWN = ProcessHandle.current().pid();
    private static final long OTHER = 1; // lives as long as the system

    private static LocalAddress address(int port, long process) {
        return new LocalAddress(URI.create("http://127.0.0.1:" + port + "/client/v4"), 8787, process);
    }

    @Test
    void isFoundWhileItsPortIsOpen() throws Exception {
        LocalAddress written;
        try (ServerSocket api = new ServerSocket(0)) {
            written = address(api.getLocalPort(), OWN);
            written.write(folder);
            assertThat(LocalAddress.find(folder)).hasValue(written);
        }
        assertThat(LocalAddress.find(folder)).isEmpty();
    }

    @Test
    void onlyItsOwnerTakesItAway() throws Exception {
        try (ServerSocket api = new ServerSocket(0)) {
            LocalAddress others = address(api.getLocalPort(), OTHER);
            others.write(folder);
            LocalAddress.remove(folder);
            assertThat(LocalAddress.find(folder)).hasValue(others);
            address(api.getLocalPort(), OWN).write(folder);
            LocalAddress.remove(folder);
            assertThat(LocalAddress.find(folder)).isEmpty();
        }
    }
}
