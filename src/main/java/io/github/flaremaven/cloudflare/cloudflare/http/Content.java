package io.github.flaremaven.cloudflare.cloudflare.http;

import io.github.flaremaven.cloudflare.base.Bytes;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;

/** What a part of a form or a body of its own holds. Files are read while they are sent, so that none is in memory. */
public sealed interface Content {

    /** Length in bytes as it is sent. */
    long length();

    /** Bytes at hand. */
    record InMemory(Bytes bytes) implements Content {
        @Override
        public long length() {
            return bytes.size();
        }
    }

    /**
     * A file, read anew for every attempt.
     *
     * @param size what the file must still have when it is sent, in bytes
     * @param encoding how it is written
     */
    record OfFile(Path file, long size, Encoding encoding) implements Content {
        @Override
        public long length() {
            return encoding == Encoding.BASE64 ? (size + 2) / 3 * 4 : size;
        }
    }

    /** How a file is written into a request. */
    enum Encoding {
        AS_IT_IS,
        /** Standard alphabet, padded, without line breaks. */
        BASE64
    }

    static Content of(Bytes bytes) {
        return new InMemory(bytes);
    }

    /** A publisher that knows its length. */
    default BodyPublisher publisher() {
        if (this instanceof InMemory memory) {
            return BodyPublishers.ofByteArray(memory.bytes().toByteArray());
        }
        OfFile file = (OfFile) this;
        return length() == 0
                ? BodyPublishers.noBody()
                : BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(() -> FileStream.open(file)), length());
    }
}
