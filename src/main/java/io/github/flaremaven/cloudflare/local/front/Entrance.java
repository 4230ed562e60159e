package io.github.flaremaven.cloudflare.local.front;

import io.github.flaremaven.cloudflare.local.net.Loopback;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where clients of Workers come in.
 *
 * @param ip the address that is listened on
 * @param port 0 takes any that is free
 * @param certificate for HTTPS; absent for plain HTTP
 */
public record Entrance(String ip, int port, Optional<Certificate> certificate) {

    /** A key with its certificate in a PKCS #12 file. */
    public record Certificate(Path file, String password) {}

    /** Plain HTTP for this machine only. */
    public static Entrance loopback(int port) {
        return new Entrance(Loopback.HOST, port, Optional.empty());
    }
}
