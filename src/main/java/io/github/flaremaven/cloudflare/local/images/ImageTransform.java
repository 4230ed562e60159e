package io.github.flaremaven.cloudflare.local.images;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Json;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Resizes and turns images, and writes them as PNG, JPEG or GIF. What else Cloudflare can do is refused. */
public final class ImageTransform {
    private static final int UNSUPPORTED_OUTPUT = 9432;
    private static final int BAD_OPTIONS = 9400;
    private static final int NO_IMAGE = 9412;
    private static final int LARGEST_SIDE = 12_000;
    private static final float PERCENT = 100f;
    private static final Set<String> OPTIONS = Set.of("width", "height", "fit", "rotate", "flip", "background");
    private static final Map<String, String> WRITERS =
            Map.of("image/png", "png", "image/jpeg", "jpeg", "image/gif", "gif");

    private BufferedImage image;

    private ImageTransform(BufferedImage image) {
        this.image = image;
    }

    /**
     * Does the steps in their order.
     *
     * @param request {@code transforms} (a list of options), {@code format} (media type) and {@code quality} (1 to 100)
     * @throws ImageFailure for what cannot be done here, naming it
     */
    public static Bytes apply(Bytes input, JsonNode request) throws ImageFailure {
        String format = request.path("format").asText();
        String writer = WRITERS.get(format);
        if (writer == null) {
            throw new ImageFailure(
                    UNSUPPORTED_OUTPUT,
                    "the embedded Cloudflare writes image/png, image/jpeg and image/gif, not " + format);
        }
        ImageTransform transform = new ImageTransform(read(input));
        for (JsonNode step : request.path("transforms")) {
            transform.step(step);
        }
        return transform.write(writer, Optional.ofNullable(request.get("quality")));
    }

    private static BufferedImage read(Bytes input) throws ImageFailure {
        ImageInfo info = ImageInfo.read(input);
        if (!WRITERS.containsKey(info.format())) {
            throw new ImageFailure(
                    NO_IMAGE, "the embedded Cloudflare transforms PNG, JPEG and GIF images, not " + info.format());
        }
        try {
            BufferedImage image = ImageIO.read(input.stream());
            if (image == null) {
                throw new ImageFailure(NO_IMAGE, "the image is damaged");
            }
            return image;
        } catch (IOException e) {
            throw new ImageFailure(NO_IMAGE, "the image is damaged: " + e.getMessage());
        }
    }

    private void step(JsonNode step) throws ImageFailure {
        for (String option : (Iterable<String>) step::fieldNames) {
            if (!OPTIONS.contains(option)) {
                throw new ImageFailure(
                        BAD_OPTIONS, "the embedded Cloudflare cannot do \"" + option + "\" with an image");
            }
        }
        if (step.has("width") || step.has("height")) {
            resize(side(step, "width"), side(step, "height"), step);
        }
        if (step.has("flip")) {
            String flip = step.path("flip").asText();
            flip(flip.contains("h"), flip.contains("v"));
        }
        if (step.has("rotate")) {
            rotate(step.path("rotate").asInt());
        }
    }

    /** 0 when it is not given. */
    private static int side(JsonNode step, String field) throws ImageFailure {
        if (!step.has(field)) {
            return 0;
        }
        int side = step.path(field).asInt();
        if (side < 1 || side > LARGEST_SIDE) {
            throw new ImageFailure(BAD_OPTIONS, "\"" + field + "\" must be from 1 to " + LARGEST_SIDE);
        }
        return side;
    }

    private void resize(int width, int height, JsonNode step) throws ImageFailure {
        String fit = Json.text(step, "fit").orElse("scale-down");
        double byWidth = width == 0 ? Double.MAX_VALUE : (double) width / image.getWidth();
        double byHeight = height == 0 ? Double.MAX_VALUE : (double) height / image.getHeight();
        double inside = Math.min(byWidth, byHeight);
        double outside = width == 0 || height == 0 ? inside : Math.max(byWidth, byHeight);
        switch (fit) {
            case "scale-down" -> scale(Math.min(1, inside));
            case "contain" -> scale(inside);
            case "cover" -> fill(outside, width, height);
            case "crop" -> fill(Math.min(1, outside), width, height);
            case "pad" -> pad(inside, width, height, background(step));
            case "squeeze" -> draw(width == 0 ? image.getWidth() : width, height == 0 ? image.getHeight() : height);
            default -> throw new ImageFailure(BAD_OPTIONS, "\"fit\" cannot be " + fit);
        }
    }

    private static Color background(JsonNode step) throws ImageFailure {
        String color = Json.text(step, "background").orElse("#ffffff");
        try {
            return Color.decode(color);
        } catch (NumberFormatException e) {
            throw new ImageFailure(BAD_OPTIONS, "\"background\" must be #rrggbb, not " + color);
        }
    }

    private void scale(double scale) {
        draw(scaled(image.getWidth(), scale), scaled(image.getHeight(), scale));
    }

    private static int scaled(int side, double scale) {
        return (int) Math.max(1, Math.round(side * scale));
    }

    private void draw(int width, int height) {
        place(width, height, 0, 0, width, height, Optional.empty());
    }

    /** Scales so that the box is full, and cuts what stands out of it, the same on both sides. */
    private void fill(double scale, int width, int height) {
        int fullWidth = scaled(image.getWidth(), scale);
        int fullHeight = scaled(image.getHeight(), scale);
        int w = width == 0 ? fullWidth : Math.min(width, fullWidth);
        int h = height == 0 ? fullHeight : Math.min(height, fullHeight);
        place(w, h, (w - fullWidth) / 2, (h - fullHeight) / 2, fullWidth, fullHeight, Optional.empty());
    }

    private void pad(double scale, int width, int height, Color background) {
        int innerWidth = scaled(image.getWidth(), scale);
        int innerHeight = scaled(image.getHeight(), scale);
        int w = width == 0 ? innerWidth : width;
        int h = height == 0 ? innerHeight : height;
        place(w, h, (w - innerWidth) / 2, (h - innerHeight) / 2, innerWidth, innerHeight, Optional.of(background));
    }

    /** Draws the image into a box on a canvas. */
    private void place(int width, int height, int x, int y, int boxWidth, int boxHeight, Optional<Color> background) {
        BufferedImage canvas = canvas(width, height);
        Graphics2D graphics = canvas.createGraphics();
        background.ifPresent(color -> {
            graphics.setColor(color);
            graphics.fillRect(0, 0, width, height);
        });
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(image, x, y, boxWidth, boxHeight, null);
        graphics.dispose();
        image = canvas;
    }

    private BufferedImage canvas(int width, int height) {
        return new BufferedImage(
                width,
                height,
                image.getColorModel().hasAlpha() ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
    }

    private void flip(boolean horizontally, boolean vertically) {
        int w = image.getWidth();
        int h = image.getHeight();
        place(
                w,
                h,
                horizontally ? w : 0,
                vertically ? h : 0,
                horizontally ? -w : w,
                vertically ? -h : h,
                Optional.empty());
    }

    private void rotate(int degrees) throws ImageFailure {
        if (degrees % 90 != 0) {
            throw new ImageFailure(BAD_OPTIONS, "\"rotate\" must be 0, 90, 180 or 270");
        }
        int quarters = Math.floorMod(degrees / 90, 4);
        if (quarters == 0) {
            return;
        }
        int w = image.getWidth();
        int h = image.getHeight();
        BufferedImage canvas = quarters == 2 ? canvas(w, h) : canvas(h, w);
        Graphics2D graphics = canvas.createGraphics();
        graphics.translate(canvas.getWidth() / 2.0, canvas.getHeight() / 2.0);
        graphics.rotate(Math.toRadians(90.0 * quarters));
        graphics.translate(-w / 2.0, -h / 2.0);
        graphics.drawImage(image, 0, 0, null);
        graphics.dispose();
        image = canvas;
    }

    private Bytes write(String format, Optional<JsonNode> quality) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            if (format.equals("jpeg")) {
                opaque();
                int percent =
                        Math.min(100, Math.max(1, quality.map(JsonNode::asInt).orElse(85)));
                parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                parameters.setCompressionQuality(percent / PERCENT);
            }
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), parameters);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return Bytes.of(out.toByteArray());
    }

    /** JPEG knows no transparency; what is transparent becomes white. */
    private void opaque() {
        BufferedImage canvas = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = canvas.createGraphics();
        graphics.drawImage(image, 0, 0, Color.WHITE, null);
        graphics.dispose();
        image = canvas;
    }
}
