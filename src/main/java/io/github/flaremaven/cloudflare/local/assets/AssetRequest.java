package io.github.flaremaven.cloudflare.local.assets;

import java.util.Optional;
import java.util.function.Function;

/**
 * What a decision needs to know of a request.
 *
 * @param method in upper case
 * @param scheme {@code http} or {@code https}
 * @param host of the {@code Host} header, with the port if it has one
 * @param rawPath as it was sent, from the first slash to the question mark
 * @param rawQuery as it was sent, without the question mark
 * @param ifNoneMatch the header of this name
 * @param plain whether the request has neither an {@code Authorization} nor a {@code Range} header
 * @param navigation whether a browser says that it navigates: {@code Sec-Fetch-Mode: navigate}
 */
public record AssetRequest(
        String method,
        String scheme,
        String host,
        String rawPath,
        Optional<String> rawQuery,
        Optional<String> ifNoneMatch,
        boolean plain,
        boolean navigation) {

    /**
     * Takes the headers that matter from {@code header}, which finds a value by a name in any case.
     *
     * @param target path and query as they were sent; a fragment, which no client should send, is dropped
     */
    public static AssetRequest of(
            String method, String scheme, String host, String target, Function<String, Optional<String>> header) {
        int hash = target.indexOf('#');
        String sent = hash < 0 ? target : target.substring(0, hash);
        int question = sent.indexOf('?');
        return new AssetRequest(
                method,
                scheme,
                host,
                question < 0 ? sent : sent.substring(0, question),
                question < 0 ? Optional.empty() : Optional.of(sent.substring(question + 1)),
                header.apply("If-None-Match"),
                header.apply("Authorization").isEmpty() && header.apply("Range").isEmpty(),
                header.apply("Sec-Fetch-Mode").filter("navigate"::equals).isPresent());
    }
}
