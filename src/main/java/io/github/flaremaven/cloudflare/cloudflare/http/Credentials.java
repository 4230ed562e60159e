package io.github.flaremaven.cloudflare.cloudflare.http;

import io.github.flaremaven.cloudflare.base.Secret;
import java.util.Map;

/** Who calls. */
public sealed interface Credentials {

    /** Where they were found, as a phrase for messages: {@code the environment variable CLOUDFLARE_API_TOKEN}. */
    String source();

    /** The headers that prove it; never to be printed. */
    Map<String, String> headers();

    /** The secret part, to be kept out of every text. */
    Secret secret();

    /** An API token, of a user or of an account. */
    record ApiToken(Secret token, String source) implements Credentials {
        @Override
        public Map<String, String> headers() {
            return Map.of("Authorization", "Bearer " + token.reveal());
        }

        @Override
        public Secret secret() {
            return token;
        }
    }

    /** The legacy global key of a user. */
    record GlobalKey(Secret key, String email, String source) implements Credentials {
        @Override
        public Map<String, String> headers() {
            return Map.of("X-Auth-Key", key.reveal(), "X-Auth-Email", email);
        }

        @Override
        public Secret secret() {
            return key;
        }
    }
}
