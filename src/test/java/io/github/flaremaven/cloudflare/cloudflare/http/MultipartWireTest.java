package io.github.flaremaven.cloudflare.cloudflare.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.cloudflare.http.Content.Encoding;
import io.github.flaremaven.cloudflare.testing.ScriptedServer;
import io.github.flaremaven.cloudflare.testing.ScriptedServer.Received;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The upload form on the wire, byte by byte. */
class MultipartWireTest {
    private static final String BOUNDARY = "multipart/form-data; boundary=";

    private final ScriptedServer server = ScriptedServer.start();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void anUploadLooksAsTheReferenceSays() {
        byte[] wasm = {0, 'a', 's', 'm', '\r', '\n', (byte) 0xFF};
        Received received = send(
                new Body.Part("metadata", Optional.empty(), Optional.empty(), text("{\"main_module\":\"index.js\"}")),
                part("index.js", "application/javascript+module", text("export default {}")),
                part("./abc-lib.wasm", "application/wasm", Content.of(Bytes.of(wasm))),
                part("index.js.map", "application/source-map", text("{}")));

        String line = "--" + boundary(received);
        assertThat(received.body())
                .isEqualTo(bytes(
                        line
                                + "\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n{\"main_module\":\"index.js\"}\r\n"
                                + line
                                + "\r\nContent-Disposition: form-data; name=\"index.js\"; filename=\"index.js\"\r\n"
                                + "Content-Type: application/javascript+module\r\n\r\nexport default {}\r\n" + line
                                + "\r\nContent-Disposition: form-data; name=\"./abc-lib.wasm\"; filename=\"./abc-lib.wasm\"\r\n"
                                + "Content-Type: application/wasm\r\n\r\n",
                        wasm,
                        "\r\n" + line
                                + "\r\nContent-Disposition: form-data; name=\"index.js.map\"; filename=\"index.js.map\"\r\n"
                                + "Content-Type: application/source-map\r\n\r\n{}\r\n" + line + "--\r\n"));
    }

    @Test
    void theLengthIsKnown() {
        Received received = send(part("a.js", "application/javascript", text("1")));

        assertThat(received.header("Content-Length"))
                .contains(Integer.toString(received.body().size()));
        assertThat(received.header("Transfer-Encoding")).isEmpty();
    }

    @Test
    void namesAreWrittenAsBrowsersDo() {
        Received received = send(part("say \"hi\"\r\nto €üñ😀%22.js", "text/plain", text("1")));

        assertThat(received.text())
                .contains("Content-Disposition: form-data; name=\"say %22hi%22%0D%0Ato €üñ😀%22.js\"; "
                        + "filename=\"say %22hi%22%0D%0Ato €üñ😀%22.js\"\r\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 8191, 8192, 16383, 16384, 16385, 100_000, 3 << 20})
    void filesAreEncodedWhileTheyAreSent(int size) throws IOException {
        byte[] content = new byte[size];
        for (int i = 0; i < size; i++) {
            content[i] = (byte) (i * 31 + i / 251);
        }
        Path file = Files.write(folder.resolve("f.bin"), content);
        Received received = send(
                part("x", "application/octet-stream", new Content.OfFile(file, size, Encoding.BASE64)),
                part("y", "application/octet-stream", new Content.OfFile(file, size, Encoding.AS_IT_IS)));

        String line = "--" + boundary(received);
        assertThat(received.body())
                .isEqualTo(bytes(
                        head(line, "x"),
                        Base64.getEncoder().encode(content),
                        "\r\n" + head(line, "y"),
                        content,
                        "\r\n" + line + "--\r\n"));
    }

    @Test
    void aBodyOfItsOwnIsSentAsItIs() throws IOException {
        Path file = Files.write(folder.resolve("f.bin"), new byte[] {1, 2, 3});
        TestClient.of(server)
                .transport()
                .send(Call.set(
                        "send",
                        "POST",
                        "/raw",
                        new Body.Raw(new Content.OfFile(file, 3, Encoding.AS_IT_IS), "application/null")));

        Received received = server.received().get(0);
        assertThat(received.body()).isEqualTo(Bytes.of(new byte[] {1, 2, 3}));
        assertThat(received.header("Content-Type")).contains("application/null");
        assertThat(received.header("Content-Length")).contains("3");
    }

    @Test
    void aRepeatedFormIsWholeAgain() {
        server.then(ScriptedServer.html(503));
        Received second = send(part("a.js", "text/plain", text("again")));

        assertThat(server.received()).hasSize(2);
        assertThat(second.text()).contains("again").endsWith("--\r\n");
    }

    private Received send(Body.Part... parts) {
        TestClient.of(server).transport().send(Call.set("send", "POST", "/form", new Body.Multipart(List.of(parts))));
        return server.received().get(server.received().size() - 1);
    }

    private static Body.Part part(String name, String type, Content content) {
        return new Body.Part(name, Optional.of(name), Optional.of(type), content);
    }

    private static Content text(String text) {
        return Content.of(Bytes.of(text));
    }

    private static String head(String line, String name) {
        return line + "\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\"" + name + "\"\r\n"
                + "Content-Type: application/octet-stream\r\n\r\n";
    }

    private static String boundary(Received received) {
        String type = received.header("Content-Type").orElseThrow();
        assertThat(type).startsWith(BOUNDARY);
        String boundary = type.substring(BOUNDARY.length());
        assertThat(boundary).matches("[0-9A-Za-z'()+_,./:=?-]{10,70}");
        return boundary;
    }

    /** Texts and byte arrays in a row. */
    private static Bytes bytes(Object... pieces) {
        byte[] all = {};
        for (Object piece : pieces) {
            byte[] next = piece instanceof byte[] raw ? raw : ((String) piece).getBytes(StandardCharsets.UTF_8);
            int end = all.length;
            all = Arrays.copyOf(all, end + next.length);
            System.arraycopy(next, 0, all, end, next.length);
        }
        return Bytes.of(all);
    }
}
