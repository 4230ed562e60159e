package io.github.flaremaven.cloudflare.cloudflare.http;

import com.github.mizosoft.methanol.MultipartBodyPublisher;
import io.github.flaremaven.cloudflare.base.Json;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A body on its way out; every attempt needs its own. */
record Outgoing(BodyPublisher publisher, Optional<String> contentType) {

    static Outgoing of(Body body) {
        if (body instanceof Body.JsonBody json) {
            return new Outgoing(BodyPublishers.ofString(Json.compact(json.value())), Optional.of(json.contentType()));
        }
        if (body instanceof Body.Raw raw) {
            return new Outgoing(raw.content().publisher(), Optional.of(raw.contentType()));
        }
        if (body instanceof Body.Multipart form) {
            MultipartBodyPublisher.Builder builder = MultipartBodyPublisher.newBuilder();
            form.parts().forEach(part -> builder.part(part(part)));
            MultipartBodyPublisher publisher = builder.build();
            return new Outgoing(publisher, Optional.of(publisher.mediaType().toString()));
        }
        return new Outgoing(BodyPublishers.noBody(), Optional.empty());
    }

    private static MultipartBodyPublisher.Part part(Body.Part part) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        headers.put(
                "Content-Disposition",
                List.of("form-data; name=\"" + escape(part.name()) + "\""
                        + part.fileName()
                                .map(f -> "; filename=\"" + escape(f) + "\"")
                                .orElse("")));
        part.contentType().ifPresent(type -> headers.put("Content-Type", List.of(type)));
        return MultipartBodyPublisher.Part.create(
                HttpHeaders.of(headers, (name, value) -> true), part.content().publisher());
    }

    /** As browsers write names into a form: everything else stands there as UTF-8. */
    private static String escape(String name) {
        return name.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
    }
}
