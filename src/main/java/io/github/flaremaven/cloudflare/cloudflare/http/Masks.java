package io.github.flaremaven.cloudflare.cloudflare.http;

import io.github.flaremaven.cloudflare.base.Secret;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The secrets that passed through a client, so that no text that comes back can carry one into a log. */
final class Masks {
    /** Shorter values would mask ordinary words. */
    private static final int SHORTEST = 4;

    private final Set<Secret> secrets = ConcurrentHashMap.newKeySet();

    void add(Secret secret) {
        if (secret.reveal().length() >= SHORTEST) {
            secrets.add(secret);
        }
    }

    String apply(String text) {
        String masked = text;
        for (Secret secret : secrets) {
            masked = masked.replace(secret.reveal(), secret.toString());
        }
        return masked;
    }
}
