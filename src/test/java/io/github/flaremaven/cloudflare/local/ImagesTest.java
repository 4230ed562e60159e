package io.github.flaremaven.cloudflare.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a Worker can do with images. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImagesTest {
    /** One pixel each: a lossy, a lossless and an extended WebP image. */
    private static final String LOSSY = "UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA";

    private static final String LOSSLESS = "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==";

    private TestCloudflare cloudflare;
    private TestApi api;

    @BeforeAll
    void start(@TempDir Path folder) {
        cloudflare = TestCloudflare.start(folder.resolve("state"));
        api = cloudflare.api();
        api.deploy("pictures", WorkerUpload.module("""
                export default {
                  async fetch(request, env) {
                    const url = new URL(request.url);
                    try {
                      if (url.pathname === "/info") return Response.json(await env.IMAGES.info(request.body));
                      let transformer = env.IMAGES.input(request.body);
                      for (const step of JSON.parse(url.searchParams.get("steps"))) transformer = transformer.transform(step);
                      return (await transformer.output({ format: url.searchParams.get("format") })).response();
                    } catch (e) {
                      return new Response(`${e.code} ${e.message}`, { status: 500 });
                    }
                  },
                };
                """).binding("{\"type\":\"images\",\"name\":\"IMAGES\"}"));
    }

    @AfterAll
    void stop() {
        cloudflare.close();
    }

    /** Red on the left, blue on the right. */
    private static byte[] picture(String format, int width, int height) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < width; x++) {
            for (int y = 0; y < height; y++) {
                image.setRGB(x, y, (x < width / 2 ? Color.RED : Color.BLUE).getRGB());
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, format, out);
        return out.toByteArray();
    }

    private HttpResponse<byte[]> send(String path, byte[] image) {
        return api.send(
                api.request("pictures.localhost", path)
                        .POST(BodyPublishers.ofByteArray(image))
                        .build(),
                BodyHandlers.ofByteArray());
    }

    private String info(byte[] image) {
        HttpResponse<byte[]> answer = send("/info", image);
        String text = new String(answer.body(), StandardCharsets.UTF_8);
        if (answer.statusCode() != 200) {
            return text;
        }
        JsonNode info = Json.parse(text);
        assertThat(info.path("fileSize").asInt(image.length)).isEqualTo(image.length);
        return info.path("format").asText() + " " + info.path("width").asText() + "x"
                + info.path("height").asText();
    }

    @Test
    void infoTellsFormatAndSize() throws IOException {
        assertThat(info(picture("png", 40, 30))).isEqualTo("image/png 40x30");
        assertThat(info(picture("jpeg", 300, 20))).isEqualTo("image/jpeg 300x20");
        assertThat(info(picture("gif", 7, 9))).isEqualTo("image/gif 7x9");
        assertThat(info(Base64.getDecoder().decode(LOSSY))).isEqualTo("image/webp 1x1");
        assertThat(info(Base64.getDecoder().decode(LOSSLESS))).isEqualTo("image/webp 1x1");
        assertThat(info(extended(400, 300))).isEqualTo("image/webp 400x300");
        assertThat(info("<?xml version='1.0'?><svg/>".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("image/svg+xml x");
        assertThat(info("text".getBytes(StandardCharsets.UTF_8))).startsWith("9412 IMAGES_INFO_ERROR 9412: ");
        assertThat(info(new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF})).contains("broken off");
    }

    private static byte[] extended(int width, int height) {
        byte[] head = new byte[30];
        System.arraycopy("RIFF____WEBPVP8X".getBytes(StandardCharsets.US_ASCII), 0, head, 0, 16);
        for (int i = 0; i < 3; i++) {
            head[24 + i] = (byte) ((width - 1) >> (8 * i));
            head[27 + i] = (byte) ((height - 1) >> (8 * i));
        }
        return head;
    }

    private BufferedImage transformed(byte[] image, String steps, String format) throws IOException {
        HttpResponse<byte[]> answer = send("/?steps=" + encode(steps) + "&format=" + encode(format), image);
        assertThat(answer.statusCode())
                .as(new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains(format);
        assertThat(info(answer.body())).startsWith(format);
        return ImageIO.read(new ByteArrayInputStream(answer.body()));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String size(BufferedImage image) {
        return image.getWidth() + "x" + image.getHeight();
    }

    @Test
    void imagesAreResizedTurnedAndConverted() throws IOException {
        byte[] png = picture("png", 40, 20);
        assertThat(size(transformed(png, "[{\"width\":20}]", "image/jpeg"))).isEqualTo("20x10");
        assertThat(size(transformed(png, "[{\"width\":80}]", "image/png")))
                .as("scaled down only")
                .isEqualTo("40x20");
        assertThat(size(transformed(png, "[{\"width\":80,\"height\":80,\"fit\":\"contain\"}]", "image/png")))
                .isEqualTo("80x40");
        BufferedImage covered = transformed(png, "[{\"width\":10,\"height\":10,\"fit\":\"cover\"}]", "image/png");
        assertThat(size(covered)).isEqualTo("10x10");
        assertThat(new Color(covered.getRGB(1, 5))).isEqualTo(Color.RED);
        assertThat(new Color(covered.getRGB(8, 5))).isEqualTo(Color.BLUE);
        BufferedImage padded = transformed(
                png, "[{\"width\":40,\"height\":40,\"fit\":\"pad\",\"background\":\"#00ff00\"}]", "image/png");
        assertThat(new Color(padded.getRGB(20, 2))).isEqualTo(Color.GREEN);
        assertThat(new Color(padded.getRGB(2, 20))).isEqualTo(Color.RED);
        BufferedImage turned = transformed(png, "[{\"rotate\":90},{\"flip\":\"v\"}]", "image/gif");
        assertThat(size(turned)).isEqualTo("20x40");
        assertThat(new Color(turned.getRGB(10, 2)))
                .as("red was at the top, then at the bottom")
                .isEqualTo(Color.BLUE);
    }

    @Test
    void whatCannotBeDoneIsNamed() throws IOException {
        byte[] png = picture("png", 4, 4);
        assertThat(refused(png, "[{\"blur\":5}]", "image/png"))
                .isEqualTo(
                        "9400 IMAGES_TRANSFORM_ERROR 9400: the embedded Cloudflare cannot do \"blur\" with an image");
        assertThat(refused(png, "[]", "image/avif")).contains("not image/avif");
        assertThat(refused(Base64.getDecoder().decode(LOSSY), "[]", "image/png"))
                .contains("not image/webp");
        assertThat(refused(png, "[{\"width\":0}]", "image/png")).contains("\"width\" must be from 1");
    }

    private String refused(byte[] image, String steps, String format) {
        HttpResponse<byte[]> answer = send("/?steps=" + encode(steps) + "&format=" + encode(format), image);
        assertThat(answer.statusCode()).isEqualTo(500);
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
