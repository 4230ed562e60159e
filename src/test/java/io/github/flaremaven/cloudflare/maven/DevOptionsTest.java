package io.github.flaremaven.cloudflare.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.config.ConfigLoader;
import io.github.flaremaven.cloudflare.config.ConfigRequest;
import io.github.flaremaven.cloudflare.config.EnvironmentChoice;
import io.github.flaremaven.cloudflare.config.LoadedConfig;
import io.github.flaremaven.cloudflare.local.front.Home;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevOptionsTest {
    private static final DevOptions NOTHING =
            new DevOptions(Optional.empty(), 0, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    private static final DevOptions ALL = new DevOptions(
            Optional.of(1), 0, Optional.of("*"), Optional.of("http"), Optional.of("http"), Optional.of("p.example"));

    @TempDir
    Path folder;

    private LoadedConfig config(String toml, String environment) throws Exception {
        Files.writeString(folder.resolve("wrangler.toml"), "name = \"w\"\nmain = \"a.js\"\n" + toml);
        Files.writeString(folder.resolve("a.js"), "");
        return ConfigLoader.load(new ConfigRequest(
                folder, Optional.empty(), new EnvironmentChoice.Named(environment), List.of(), false));
    }

    @Test
    void withoutAWordItIsLocalhost() throws Exception {
        LoadedConfig config = config("", "");
        assertThat(NOTHING.port(config.dev())).isEqualTo(8787);
        assertThat(NOTHING.ip(config.dev())).isEqualTo("127.0.0.1");
        assertThat(NOTHING.isSecure(config.dev())).isFalse();
        assertThat(NOTHING.home(config)).isEqualTo(new Home("w", Optional.empty(), Optional.empty()));
    }

    @Test
    void theConfigCountsInEveryEnvironmentAndTheBuildMore() throws Exception {
        LoadedConfig config = config("""
                [dev]
                port = 9999
                ip = "192.168.1.7"
                local_protocol = "https"
                upstream_protocol = "https"
                host = "c.example"
                [env.prod]
                """, "prod");
        assertThat(NOTHING.port(config.dev())).isEqualTo(9999);
        assertThat(NOTHING.ip(config.dev())).isEqualTo("192.168.1.7");
        assertThat(NOTHING.isSecure(config.dev())).isTrue();
        assertThat(NOTHING.home(config)).isEqualTo(new Home("w-prod", Optional.of("https"), Optional.of("c.example")));
        assertThat(ALL.port(config.dev())).isEqualTo(1);
        assertThat(ALL.ip(config.dev())).isEqualTo("0.0.0.0");
        assertThat(ALL.isSecure(config.dev())).isFalse();
        assertThat(ALL.home(config)).isEqualTo(new Home("w-prod", Optional.of("http"), Optional.of("p.example")));
    }

    @Test
    void theFirstRouteSaysTheHost() throws Exception {
        LoadedConfig config = config("routes = [\"shop.example/api/*\", \"b.example/*\"]", "");
        assertThat(NOTHING.home(config).host()).hasValue("shop.example");
    }

    @Test
    void otherProtocolsAreRefused() {
        assertThatThrownBy(() -> new DevOptions(
                        Optional.empty(), 0, Optional.empty(), Optional.of("ftp"), Optional.empty(), Optional.empty()))
                .isInstanceOf(InputFailure.class)
                .hasMessage("cloudflare.localProtocol must be http or https, found \"ftp\"");
    }

    @Test
    void tellsThisMachineFromOthers() {
        assertThat(List.of("localhost", "127.0.0.1", "127.1.2.3", "::1")).allMatch(DevOptions::isLoopback);
        assertThat(List.of("0.0.0.0", "192.168.1.7", "::")).noneMatch(DevOptions::isLoopback);
    }
}
