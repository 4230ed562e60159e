package io.github.flaremaven.cloudflare.local.images;

import io.github.flaremaven.cloudflare.base.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * What the head of an image tells.
 *
 * @param format media type
 * @param width pixels; 0 for SVG, which has none
 * @param height pixels; 0 for SVG
 */
public record ImageInfo(String format, int width, int height) {
    public static final String SVG = "image/svg+xml";

    private static final int NO_IMAGE = 9412;
    private static final int SVG_HEAD = 1024;

    /**
     * Reads PNG, JPEG, GIF, WebP and SVG.
     *
     * @throws ImageFailure when it is none of these, or broken off
     */
    public static ImageInfo read(Bytes image) throws ImageFailure {
        ByteBuffer bytes = ByteBuffer.wrap(image.toByteArray());
        String head = latin1(image);
        try {
            if (head.startsWith("\u0089PNG")) {
                return new ImageInfo("image/png", bytes.getInt(16), bytes.getInt(20));
            }
            if (head.startsWith("GIF8")) {
                bytes.order(ByteOrder.LITTLE_ENDIAN);
                return new ImageInfo("image/gif", bytes.getShort(6) & 0xFFFF, bytes.getShort(8) & 0xFFFF);
            }
            if (head.startsWith("\u00FF\u00D8")) {
                return jpeg(bytes);
            }
            if (head.startsWith("RIFF") && head.startsWith("WEBP", 8)) {
                return webp(bytes.order(ByteOrder.LITTLE_ENDIAN), head.substring(12, 16));
            }
        } catch (IndexOutOfBoundsException e) {
            throw new ImageFailure(NO_IMAGE, "the image is broken off");
        }
        if (head.toLowerCase(Locale.ROOT).contains("<svg")) {
            return new ImageInfo(SVG, 0, 0);
        }
        throw new ImageFailure(NO_IMAGE, "the input is no image that the embedded Cloudflare can read");
    }

    private static String latin1(Bytes image) {
        byte[] bytes = image.toByteArray();
        return new String(bytes, 0, Math.min(bytes.length, SVG_HEAD), StandardCharsets.ISO_8859_1);
    }

    /** The size is in the first frame header, the segment C0 to CF that is no table. */
    private static ImageInfo jpeg(ByteBuffer bytes) throws ImageFailure {
        int at = 2;
        while (true) {
            if (bytes.get(at) != (byte) 0xFF) {
                throw new ImageFailure(NO_IMAGE, "the JPEG image is damaged");
            }
            int marker = bytes.get(at + 1) & 0xFF;
            if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) {
                return new ImageInfo("image/jpeg", bytes.getShort(at + 7) & 0xFFFF, bytes.getShort(at + 5) & 0xFFFF);
            }
            at += 2 + (bytes.getShort(at + 2) & 0xFFFF);
        }
    }

    private static ImageInfo webp(ByteBuffer bytes, String kind) throws ImageFailure {
        return switch (kind) {
            case "VP8 " -> new ImageInfo("image/webp", bytes.getShort(26) & 0x3FFF, bytes.getShort(28) & 0x3FFF);
            case "VP8L" -> {
                int bits = bytes.getInt(21);
                yield new ImageInfo("image/webp", (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1);
            }
            case "VP8X" ->
                new ImageInfo(
                        "image/webp", (bytes.getInt(24) & 0xFFFFFF) + 1, ((bytes.getInt(26) >>> 8) & 0xFFFFFF) + 1);
            default -> throw new ImageFailure(NO_IMAGE, "the WebP image is damaged");
        };
    }
}
