package io.github.flaremaven.cloudflare.local.front;

import java.util.Optional;

/**
 * The Worker that answers where no host says which one is meant, and how its requests look to it.
 *
 * @param worker its name; it need not exist yet
 * @param scheme of {@code request.url}; absent: the one the client uses
 * @param host of {@code request.url}, with a port where there is one; absent: the one the client uses
 */
public record Home(String worker, Optional<String> scheme, Optional<String> host) {}
