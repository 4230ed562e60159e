package io.github.flaremaven.cloudflare.conformance;

import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.local.EmbeddedCloudflare;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A request that a client sent.
 *
 * @param path below the API's base, as it was written
 * @param query as it was written; empty when there is none
 * @param headers by lower-case name; only those that the API looks at
 */
record RecordedCall(
        String method, String path, String query, Map<String, String> headers, Bytes body, int status, String reply) {
    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

    /** Whether it is meant to change something; the comparison of custom domains only looks. */
    boolean changes() {
        return !READS.contains(method) && !path.endsWith("/domains/changeset");
    }

    /** Method, path and query, without the account that clients are told of by the environment. */
    String line() {
        return method + " " + path.replaceFirst("^/accounts/" + EmbeddedCloudflare.ACCOUNT_ID, "")
                + (query.isEmpty() ? "" : "?" + query);
    }

    /** The parts of a form, absent for another body. */
    Optional<List<FormPart>> form() {
        String type = headers.getOrDefault("content-type", "");
        return type.startsWith("multipart/form-data")
                ? Optional.of(FormPart.read(body.toByteArray(), type))
                : Optional.empty();
    }

    /** Whether it carries a Worker's code and settings. */
    boolean isUpload() {
        return metadata().isPresent();
    }

    /** The metadata of an upload. */
    Optional<FormPart> metadata() {
        return form().flatMap(parts ->
                parts.stream().filter(p -> p.name().equals("metadata")).findFirst());
    }
}
