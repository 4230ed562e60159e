package io.github.flaremaven.cloudflare.cloudflare.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/** What a call sends. */
public sealed interface Body {
    record None() implements Body {}

    /** {@code contentType} is {@code application/json} or {@code application/merge-patch+json}. */
    record JsonBody(JsonNode value, String contentType) implements Body {
        /** Without the value, which may hold secrets. */
        @Override
        public String toString() {
            return contentType;
        }
    }

    /** {@code multipart/form-data}; parts are written in this order. */
    record Multipart(List<Part> parts) implements Body {
        public Multipart {
            parts = List.copyOf(parts);
        }

        /** Length of all contents in bytes, without what stands between them. */
        public long size() {
            return parts.stream().mapToLong(p -> p.content().length()).sum();
        }
    }

    /**
     * One part of a form.
     *
     * @param fileName absent for a plain field
     * @param contentType absent for a plain field
     */
    record Part(String name, Optional<String> fileName, Optional<String> contentType, Content content) {}

    /** A content as it is. */
    record Raw(Content content, String contentType) implements Body {}

    static Body none() {
        return new None();
    }

    static Body json(JsonNode value) {
        return new JsonBody(value, "application/json");
    }

    static Body mergePatch(JsonNode value) {
        return new JsonBody(value, "application/merge-patch+json");
    }
}
