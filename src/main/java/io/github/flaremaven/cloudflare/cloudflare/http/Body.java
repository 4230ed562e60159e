package io.github.flaremaven.cloudflare.cloudflare.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import java.util.List;
import java.util.Optional;

/** What a call sends. */
public sealed interface Body {
    record None() implements Body {}

    /** {@code contentType} is {@code application/json} or {@code application/merge-patch+json}. */
    record JsonBody(JsonNode value, String contentType) implements Body {}

    /** {@code multipart/form-data}; parts are written in this order. */
    record Multipart(List<Part> parts) implements Body {
        public Multipart {
            parts = List.copyOf(parts);
        }

        public long size() {
            return parts.stream().mapToLong(p -> p.content().size()).sum();
        }
    }

    /**
     * One part of a form.
     *
     * @param fileName absent for a plain field
     * @param contentType absent for a plain field
     */
    record Part(String name, Optional<String> fileName, Optional<String> contentType, Bytes content) {}

    /** Bytes as they are. */
    record Raw(Bytes content, String contentType) implements Body {}

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
