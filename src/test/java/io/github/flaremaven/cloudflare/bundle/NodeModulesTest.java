package io.github.flaremaven.cloudflare.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeModulesTest {
    @ParameterizedTest
    @CsvSource({
        "2025-08-15, http_modules          , http https _http_agent _http_client _http_common _http_incoming _http_outgoing",
        "2025-09-01, http2_module          , http2",
        "2025-09-15, fs_module             , fs fs/promises",
        "2025-09-15, os_module             , os",
        "2025-09-21, console_module        , console",
        "2025-10-01, vm_module             , vm",
        "2025-12-04, punycode_module       , punycode",
        "2025-12-04, cluster_module        , cluster",
        "2025-12-04, trace_events_module   , trace_events",
        "2025-12-04, domain_module         , domain",
        "2025-12-04, wasi_module           , wasi",
        "2026-01-29, inspector_module      , inspector inspector/promises",
        "2026-01-29, dgram_module          , dgram",
        "2026-01-29, stream_wrap_module    , _stream_wrap",
        "2026-01-29, sqlite_module         , sqlite",
        "2026-03-17, repl_module           , repl",
        "2026-03-17, v8_module             , v8",
        "2026-03-17, tty_module            , tty",
        "2026-03-17, child_process_module  , child_process",
        "2026-03-17, worker_threads_module , worker_threads",
        "2026-03-17, readline_module       , readline readline/promises",
        "2026-03-17, perf_hooks_module     , perf_hooks",
    })
    void areNativeFromADateOn(String date, String flag, String modules) {
        List<String> names = List.of(modules.split(" "));
        String before = LocalDate.parse(date).minusDays(1).toString();

        assertThat(at(date).nativeModules()).containsAll(names);
        assertThat(at(before).nativeModules()).doesNotContainAnyElementsOf(names);
        assertThat(at(before, "enable_nodejs_" + flag).nativeModules()).containsAll(names);
        assertThat(at(date, "disable_nodejs_" + flag).nativeModules()).doesNotContainAnyElementsOf(names);
        assertThat(at(date, "enable_nodejs_" + flag, "disable_nodejs_" + flag).nativeModules())
                .doesNotContainAnyElementsOf(names);
    }

    @Test
    void haveAServerOnlyWithTheClient() {
        assertThat(at("2025-08-31").nativeModules()).doesNotContain("_http_server");
        assertThat(at("2025-09-01").nativeModules()).contains("_http_server");
        assertThat(at("2025-09-01", "disable_nodejs_http_modules").nativeModules())
                .doesNotContain("_http_server");
        assertThat(at("2025-08-15", "enable_nodejs_http_server_modules").nativeModules())
                .contains("_http_server");
        assertThat(at("2025-08-14", "enable_nodejs_http_server_modules").nativeModules())
                .doesNotContain("_http_server");
    }

    @Test
    void haveAProcessOnlyWithTheCorrectionsOfFetch() {
        String[] corrections = {"fetch_iterable_type_support", "fetch_iterable_type_support_override_adjustment"};
        assertThat(at("2026-02-18").nativeModules()).doesNotContain("process");
        assertThat(at("2026-02-19").nativeModules()).contains("process");
        assertThat(at("2026-02-18", "enable_nodejs_process_v2").nativeModules()).doesNotContain("process");
        assertThat(at("2026-02-18", corrections[0]).nativeModules()).contains("process");
        assertThat(at("2025-09-15", corrections).nativeModules()).contains("process");
        assertThat(at("2025-09-14", corrections).nativeModules()).doesNotContain("process");
        assertThat(at("2026-02-19", "no_" + corrections[0]).nativeModules()).doesNotContain("process");
        assertThat(at("2026-02-19", "no_" + corrections[1]).nativeModules()).doesNotContain("process");
        assertThat(at("2026-02-19", "disable_nodejs_process_v2").nativeModules())
                .doesNotContain("process");
    }

    @Test
    void areAllNativeFromTheLastDateOn() {
        NodeModules modules = at("2026-03-17");

        Set<String> all = new TreeSet<>(NodeModules.unprefixed());
        all.add("sqlite");
        assertThat(new TreeSet<>(modules.nativeModules())).isEqualTo(all);
        assertThat(modules.polyfills()).isEmpty();
        assertThat(modules.polyfillsSqlite()).isFalse();
        assertThat(modules.injectedGlobals()).isEmpty();
        assertThat(modules.injectedPolyfills()).isEmpty();
    }

    @Test
    void areNativeOrPolyfilledAtEveryDate() {
        for (String date : List.of("2024-01-01", "2025-09-01", "2026-01-29", "2026-03-16")) {
            NodeModules modules = at(date);
            Set<String> all = new TreeSet<>(modules.nativeModules());
            all.addAll(modules.polyfills().keySet());
            all.remove("sqlite");
            assertThat(all).as(date).isEqualTo(new TreeSet<>(NodeModules.unprefixed()));
            assertThat(modules.polyfillsSqlite())
                    .isEqualTo(!modules.nativeModules().contains("sqlite"));
        }
    }

    @Test
    void areReplacedByTheFilesOfThePackages() {
        assertThat(at("2024-09-23").polyfills())
                .containsEntry("fs", "unenv/node/fs")
                .containsEntry("fs/promises", "unenv/node/fs/promises")
                .containsEntry("console", "@cloudflare/unenv-preset/node/console")
                .containsEntry("process", "@cloudflare/unenv-preset/node/process")
                .containsEntry("_http_server", "unenv/mock/proxy-cjs")
                .doesNotContainKey("sqlite");
    }

    @Test
    void setGlobalsThatTheRuntimeLacks() {
        String console = "@cloudflare/unenv-preset/node/console";
        String process = "@cloudflare/unenv-preset/node/process";
        assertThat(at("2024-09-23").injectedGlobals().entrySet())
                .containsExactly(Map.entry("process", process), Map.entry("console", console));
        assertThat(at("2025-09-21").injectedGlobals()).containsOnly(Map.entry("process", process));
        assertThat(at("2026-02-19").injectedGlobals()).isEmpty();
        assertThat(at("2026-03-16").injectedPolyfills())
                .containsExactly("@cloudflare/unenv-preset/polyfill/performance");
    }

    private static NodeModules at(String date, String... flags) {
        return new NodeModules(Optional.of(date), List.of(flags));
    }
}
