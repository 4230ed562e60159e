package io.github.flaremaven.cloudflare.bundle;

import io.github.flaremaven.cloudflare.base.Bytes;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * What an upload weighs: all modules without source maps, and the same after gzip. gzip differs between
 * implementations, so the second figure may be off wrangler's by half a percent.
 *
 * @param raw bytes
 * @param gzip bytes
 */
public record BundleSize(long raw, long gzip) {

    static BundleSize of(Stream<Bytes> contents) {
        Counter gzip = new Counter();
        Counter raw = new Counter();
        try (GZIPOutputStream zip = new GZIPOutputStream(gzip)) {
            contents.forEach(bytes -> {
                try {
                    bytes.writeTo(raw);
                    bytes.writeTo(zip);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new BundleSize(raw.count, gzip.count);
    }

    /** The line that wrangler prints, in KiB of 1024 bytes. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f KiB / gzip: %.2f KiB", raw / 1024.0, gzip / 1024.0);
    }

    private static final class Counter extends OutputStream {
        private long count;

        @Override
        public void write(int b) {
            count++;
        }

        @Override
        public void write(byte[] b, int off, int len) {
            count += len;
        }
    }
}
