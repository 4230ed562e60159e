package io.github.flaremaven.cloudflare.junit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A record of handles as a parameter, as {@code cloudflare:types} makes it. */
@SeededWorker
class RecordOfHandlesTest {
    record Env(@Binding("CACHE") Kv cache, @Binding("USERS") Kv users) {}

    @Test
    void eachComponentIsItsBinding(Env env) {
        assertThat(env.users().get("ada")).contains("Ada Lovelace");
        assertThat(env.cache().keys()).containsExactly("kept");
        assertThat(env.users().id()).isEqualTo("1d0a5e9c2b7f4c31a8e6d4f0b2c9a7ff");
        assertThat(env.cache().id()).isNotEqualTo(env.users().id());
    }
}
