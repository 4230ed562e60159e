package io.github.flaremaven.cloudflare.bundle;

import io.github.flaremaven.cloudflare.base.Bytes;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
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
    private static final long MIB = 1024 * 1024;
    /** MiB that the API takes. */
    private static final long MOST = 64;
    /** The share of it, in percent, from which on wrangler shows the size in yellow. */
    private static final long CLOSE = 70;
    /** MiB after gzip that older documentation allows on the free plan, and on a paid one. */
    private static final long MOST_ZIPPED_FREE = 3;

    private static final long MOST_ZIPPED = 10;

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

    /** What to say about the bytes of a Worker; absent when it is well within the limit. */
    static Optional<String> warning(long raw) {
        if (raw > MOST * MIB) {
            return Optional.of("the Worker has " + mib(raw) + ", and Cloudflare takes " + MOST + " MiB");
        }
        return raw * 100 > CLOSE * MOST * MIB
                ? Optional.of("the Worker has " + mib(raw) + ", " + raw * 100 / (MOST * MIB) + " % of the " + MOST
                        + " MiB that Cloudflare takes")
                : Optional.empty();
    }

    /** What to say about the bytes after gzip; absent when they are well within the limits. */
    public Optional<String> gzipWarning() {
        if (gzip > MOST_ZIPPED * MIB) {
            return Optional.of("the Worker has " + mib(gzip) + " after gzip; Cloudflare may refuse more than "
                    + MOST_ZIPPED + " MiB");
        }
        return gzip > MOST_ZIPPED_FREE * MIB
                ? Optional.of("the Worker has " + mib(gzip) + " after gzip; the free plan may refuse more than "
                        + MOST_ZIPPED_FREE + " MiB")
                : Optional.empty();
    }

    private static String mib(long bytes) {
        return String.format(Locale.ROOT, "%.2f MiB", bytes / (double) MIB);
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
