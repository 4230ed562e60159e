package io.github.flaremaven.cloudflare.config.model;

import java.util.Optional;

/**
 * The config's table {@code dev}, as far as it concerns what runs on this machine.
 *
 * @param ip the address that is listened on
 * @param localProtocol {@code http} or {@code https}
 * @param upstreamProtocol {@code http} or {@code https}: the scheme of {@code request.url}
 * @param host the host of {@code request.url}
 */
public record DevSettings(
        Optional<String> ip,
        Optional<Integer> port,
        Optional<String> localProtocol,
        Optional<String> upstreamProtocol,
        Optional<String> host) {}
