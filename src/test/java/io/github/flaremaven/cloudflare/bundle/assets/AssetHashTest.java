package io.github.flaremaven.cloudflare.bundle.assets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import org.apache.commons.codec.digest.Blake3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The expected hashes were computed with wrangler's own BLAKE3 module. */
class AssetHashTest {

    @ParameterizedTest
    @CsvSource({
        "empty, '', af1349b9f5f9a1a6a0404dea36dcc949",
        "index.html, '<h1>hi</h1>\n', 17453d0cfb9bacc76d9f30d3cb9ca048",
        "hello.txt, hello, f0b3413d4cabb000327fad369003d6a5",
        "hello.html, hello, a2b82584e50075886b08927390f2f573",
        "hello.TXT, hello, 6163fb2dadbe7347aa317d32dfdc7e35",
        "hello, hello, 324ea05bea4d7f75b8d9ed695e65b2ca",
        "hello., hello, 324ea05bea4d7f75b8d9ed695e65b2ca",
        ".hidden, hello, 324ea05bea4d7f75b8d9ed695e65b2ca",
        ".hidden.json, '{}\n', 79c7c1189af9e0bba57e8931a4261f64",
        "a.tar.gz, hello, eff1b44fe82af50f960f49761d2262ae",
        "f.é, hello, c88452de4986da99cf43a57896c8aadd",
    })
    void namesTheContentAndTheExtension(String name, String content, String hash) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);

        assertThat(AssetHash.of(new ByteArrayInputStream(bytes), name)).isEqualTo(new AssetHash(hash, bytes.length));
    }

    @Test
    void takesEveryByte() throws IOException {
        byte[] bytes = new byte[256];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }

        assertThat(AssetHash.of(new ByteArrayInputStream(bytes), "bytes.bin").hex())
                .isEqualTo("04c51b7bb2984817f8bb7099dde4021f");
    }

    @ParameterizedTest
    @CsvSource({"1048576, c21bb1f6dc7ce3311d78631877d11847", "26214400, 10798f851011e952f387797c2253f28b"})
    void takesLargeFiles(long size, String hash) throws IOException {
        assertThat(AssetHash.of(new Zeros(size), "zeros.bin")).isEqualTo(new AssetHash(hash, size));
    }

    @Test
    void isTheSameHoweverTheContentIsCutIntoParts() throws IOException {
        Random random = new Random(1);
        for (int size : new int[] {1, 2, 3, 24_575, 24_576, 24_577, 49_152, 49_153, 100_000}) {
            byte[] bytes = new byte[size];
            random.nextBytes(bytes);
            String text = Base64.getEncoder().encodeToString(bytes) + "js";
            byte[] whole = Blake3.hash(text.getBytes(StandardCharsets.US_ASCII));

            assertThat(AssetHash.of(new ByteArrayInputStream(bytes), "x.js").hex())
                    .isEqualTo(HexFormat.of().formatHex(whole, 0, 16));
        }
    }

    @Test
    void readsAFileUnderItsName(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("hello.txt"), "hello");

        assertThat(AssetHash.of(file)).isEqualTo(new AssetHash("f0b3413d4cabb000327fad369003d6a5", 5));
    }

    /** Many zero bytes that are nowhere as a whole. */
    private static final class Zeros extends InputStream {
        private long left;

        Zeros(long size) {
            left = size;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            int count = (int) Math.min(left, length);
            Arrays.fill(buffer, offset, offset + count, (byte) 0);
            left -= count;
            return count == 0 && length > 0 ? -1 : count;
        }
    }
}
