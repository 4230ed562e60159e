package io.github.flaremaven.cloudflare.maven;

/** Something that stays as long as it is held. */
public interface Hold extends AutoCloseable {
    @Override
    void close();
}
