package io.github.flaremaven.cloudflare.local.front;

import io.github.flaremaven.cloudflare.base.ToolFailure;
import io.github.flaremaven.cloudflare.local.front.Entrance.Certificate;
import io.github.flaremaven.cloudflare.local.state.Folders;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.List;

/**
 * A certificate for this machine's own names that vouches for itself, made once by the JDK's {@code keytool}. Only the owner
 * of the file may read its key.
 */
public final class LocalCertificate {
    private static final String FILE = "localhost.p12";
    private static final String ALIAS = "localhost";
    /** Keeps nobody out: the rights of the file do. */
    private static final String PASSWORD = "localhost";
    /** Some browsers refuse certificates that are valid for longer. */
    private static final int VALID_DAYS = 397;

    private static final Duration RENEW_BEFORE = Duration.ofDays(14);

    private LocalCertificate() {}

    /**
     * Finds or makes the one of a folder.
     *
     * @throws ToolFailure when it cannot be made
     */
    public static Certificate in(Path folder, Clock clock) {
        Path file = folder.resolve(FILE);
        if (!isGood(file, clock)) {
            make(folder, file);
        }
        return new Certificate(file, PASSWORD);
    }

    private static boolean isGood(Path file, Clock clock) {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, PASSWORD.toCharArray());
            if (store.getCertificate(ALIAS) instanceof X509Certificate certificate) {
                certificate.checkValidity(Date.from(clock.instant().plus(RENEW_BEFORE)));
                return true;
            }
            return false;
        } catch (IOException | GeneralSecurityException e) {
            return false;
        }
    }

    private static void make(Path folder, Path file) {
        try {
            Files.createDirectories(folder);
            Path own = Files.createTempDirectory(folder, "certificate"); // for its owner only
            try {
                Path made = own.resolve(FILE);
                keytool(made);
                if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
                    Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
                }
                Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Folders.delete(own);
            }
        } catch (IOException e) {
            throw new ToolFailure("the certificate " + file + " cannot be written: " + e.getMessage(), e);
        }
    }

    private static void keytool(Path file) throws IOException {
        Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process process = new ProcessBuilder(List.of(
                        tool.toString(),
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost,dns:*.localhost,ip:127.0.0.1,ip:::1",
                        "-ext",
                        "eku=serverAuth",
                        "-validity",
                        String.valueOf(VALID_DAYS),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        file.toString()))
                .redirectErrorStream(true)
                .start();
        try {
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new ToolFailure("keytool cannot make a certificate for HTTPS: " + said.strip());
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new ToolFailure("interrupted while keytool made a certificate", e);
        }
    }
}
