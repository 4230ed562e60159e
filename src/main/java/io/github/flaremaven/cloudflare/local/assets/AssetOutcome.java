package io.github.flaremaven.cloudflare.local.assets;

import java.util.List;

/** What answers a request. The headers are all that the assets set, in order; a name may come more than once. */
public sealed interface AssetOutcome {

    /** All headers the assets set. */
    List<Header> headers();

    /** The same outcome with other headers. */
    AssetOutcome withHeaders(List<Header> headers);

    /** The assets answer, in one way or another. */
    sealed interface Answer extends AssetOutcome {
        int status();
    }

    /** A header of the answer. */
    record Header(String name, String value) {}

    /**
     * A file answers.
     *
     * @param status 200, 304 or 404
     * @param hash of the file
     * @param body whether its content is sent
     */
    record Serve(int status, String hash, List<Header> headers, boolean body) implements Answer {
        public Serve {
            headers = List.copyOf(headers);
        }

        @Override
        public Serve withHeaders(List<Header> other) {
            return new Serve(status, hash, other, body);
        }
    }

    /**
     * The client is sent elsewhere.
     *
     * @param status 301, 302, 303, 307 or 308
     * @param location the path with query and fragment, or a whole address on another host
     * @param headers with {@code Location}, unless a rule of {@code _headers} changed or removed it
     */
    record Redirect(int status, String location, List<Header> headers) implements Answer {
        public Redirect {
            headers = List.copyOf(headers);
        }

        @Override
        public Redirect withHeaders(List<Header> other) {
            return new Redirect(status, location, other);
        }
    }

    /**
     * An answer without content.
     *
     * @param status 404, 405, or 500 when a redirect leads to no valid address
     */
    record Status(int status, List<Header> headers) implements Answer {
        public Status {
            headers = List.copyOf(headers);
        }

        @Override
        public Status withHeaders(List<Header> other) {
            return new Status(status, other);
        }
    }

    /** The Worker answers. */
    record AskWorker() implements AssetOutcome {
        @Override
        public List<Header> headers() {
            return List.of();
        }

        @Override
        public AskWorker withHeaders(List<Header> other) {
            return this;
        }
    }
}
