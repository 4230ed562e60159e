package io.github.flaremaven.cloudflare.bundle;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which modules of Node.js the runtime has at a compatibility date and which are polyfilled until then. The dates and
 * flags are those of the runtime; the polyfills are packages ({@code unenv} and Cloudflare's preset for it).
 */
final class NodeModules {
    private static final List<String> ALWAYS = words("""
            _stream_duplex _stream_passthrough _stream_readable _stream_transform _stream_writable _tls_common _tls_wrap
            assert assert/strict async_hooks buffer constants crypto diagnostics_channel dns dns/promises events module net
            path path/posix path/win32 querystring stream stream/consumers stream/promises stream/web string_decoder sys
            timers timers/promises tls url util util/types zlib""");
    private static final List<Group> LATER = List.of(
            new Group(
                    "http_modules",
                    "2025-08-15",
                    "_http_agent _http_client _http_common _http_incoming _http_outgoing http https"),
            new Group("http2_module", "2025-09-01", "http2"),
            new Group("os_module", "2025-09-15", "os"),
            new Group("fs_module", "2025-09-15", "fs fs/promises"),
            new Group("punycode_module", "2025-12-04", "punycode"),
            new Group("cluster_module", "2025-12-04", "cluster"),
            new Group("trace_events_module", "2025-12-04", "trace_events"),
            new Group("domain_module", "2025-12-04", "domain"),
            new Group("wasi_module", "2025-12-04", "wasi"),
            new Group("console_module", "2025-09-21", "console"),
            new Group("vm_module", "2025-10-01", "vm"),
            new Group("inspector_module", "2026-01-29", "inspector inspector/promises"),
            new Group("sqlite_module", "2026-01-29", "sqlite"),
            new Group("dgram_module", "2026-01-29", "dgram"),
            new Group("stream_wrap_module", "2026-01-29", "_stream_wrap"),
            new Group("repl_module", "2026-03-17", "repl"),
            new Group("v8_module", "2026-03-17", "v8"),
            new Group("tty_module", "2026-03-17", "tty"),
            new Group("child_process_module", "2026-03-17", "child_process"),
            new Group("worker_threads_module", "2026-03-17", "worker_threads"),
            new Group("readline_module", "2026-03-17", "readline readline/promises"),
            new Group("perf_hooks_module", "2026-03-17", "perf_hooks"));
    /** Modules that a mock stands in for until the runtime has them. */
    private static final Set<String> MOCKED = Set.of(
            "_http_agent",
            "_http_client",
            "_http_common",
            "_http_incoming",
            "_http_outgoing",
            "_http_server",
            "_stream_wrap");

    private static final String PRESET = "@cloudflare/unenv-preset/";
    private static final Map<String, String> NPM_SHIMS = Map.ofEntries(
            Map.entry("cross-fetch", "unenv/npm/cross-fetch"),
            Map.entry("cross-fetch/polyfill", "unenv/mock/empty"),
            Map.entry("fsevents", "unenv/npm/fsevents"),
            Map.entry("inherits", "unenv/npm/inherits"),
            Map.entry("isomorphic-fetch", "unenv/mock/empty"),
            Map.entry("node-fetch", "unenv/npm/node-fetch"),
            Map.entry("node-fetch-native", "unenv/npm/node-fetch"),
            Map.entry("node-fetch-native/polyfill", "unenv/mock/empty"),
            Map.entry("whatwg-url", "unenv/npm/whatwg-url/index"),
            Map.entry("whatwg-url/webidl2js-wrapper", "unenv/npm/whatwg-url/webidl2js-wrapper"));

    /** Modules that become native together. */
    private record Group(String flag, String since, String modules) {}

    private final String date;
    private final List<String> flags;

    NodeModules(Optional<String> compatibilityDate, List<String> compatibilityFlags) {
        this.date = compatibilityDate.orElse("2024-09-03");
        this.flags = compatibilityFlags;
    }

    /** Every name that {@code require} and {@code import} know without the prefix {@code node:}. */
    static List<String> unprefixed() {
        List<String> names = new ArrayList<>(ALWAYS);
        LATER.stream().filter(g -> !g.modules().equals("sqlite")).forEach(g -> names.addAll(words(g.modules())));
        names.addAll(List.of("_http_server", "process"));
        return names;
    }

    /** Whether an import means a module of Node.js, whatever the runtime has of it. */
    static boolean isNodeModule(String specifier) {
        return specifier.startsWith("node:") || unprefixed().contains(specifier);
    }

    /** Modules the runtime has: their imports stay. */
    Set<String> nativeModules() {
        Set<String> names = new LinkedHashSet<>(ALWAYS);
        LATER.stream().filter(this::isNative).forEach(g -> names.addAll(words(g.modules())));
        if (names.contains("http")
                && isOn("enable_nodejs_http_server_modules", "disable_nodejs_http_server_modules", "2025-09-01")) {
            names.add("_http_server");
        }
        if (hasNativeProcess()) {
            names.add("process");
        }
        return names;
    }

    /** Import text without prefix, and the package path that stands in for it. Both spellings are to be replaced. */
    Map<String, String> polyfills() {
        Map<String, String> polyfills = new LinkedHashMap<>();
        Set<String> present = nativeModules();
        for (String name : unprefixed()) {
            if (!present.contains(name)) {
                boolean preset = name.equals("console") || name.equals("process");
                polyfills.put(
                        name,
                        MOCKED.contains(name) ? "unenv/mock/proxy-cjs" : (preset ? PRESET : "unenv/") + "node/" + name);
            }
        }
        return polyfills;
    }

    /** Whether {@code node:sqlite} is polyfilled; without the prefix the name was never reserved. */
    boolean polyfillsSqlite() {
        return !nativeModules().contains("sqlite");
    }

    /** npm packages that exist for Node.js only and have a light stand-in. */
    Map<String, String> npmShims() {
        return NPM_SHIMS;
    }

    /** Names of globals, each set to the default export of a polyfill, in the order in which wrangler sets them. */
    Map<String, String> injectedGlobals() {
        Map<String, String> globals = new LinkedHashMap<>();
        Set<String> present = nativeModules();
        for (String name : List.of("process", "console")) {
            if (!present.contains(name)) {
                globals.put(name, PRESET + "node/" + name);
            }
        }
        return globals;
    }

    /** Polyfills that run before the Worker. */
    List<String> injectedPolyfills() {
        return nativeModules().contains("perf_hooks") ? List.of() : List.of(PRESET + "polyfill/performance");
    }

    private boolean isNative(Group group) {
        return isOn("enable_nodejs_" + group.flag(), "disable_nodejs_" + group.flag(), group.since());
    }

    /** The native {@code process} also needs two corrections of {@code fetch}, each with its own date and flag. */
    private boolean hasNativeProcess() {
        return isOn("enable_nodejs_process_v2", "disable_nodejs_process_v2", "2025-09-15")
                && isOn("fetch_iterable_type_support", "no_fetch_iterable_type_support", "2026-02-19")
                && isOn(
                        "fetch_iterable_type_support_override_adjustment",
                        "no_fetch_iterable_type_support_override_adjustment",
                        "2026-01-15");
    }

    private boolean isOn(String enable, String disable, String since) {
        return (flags.contains(enable) || date.compareTo(since) >= 0) && !flags.contains(disable);
    }

    private static List<String> words(String text) {
        return List.of(text.strip().split("\\s+"));
    }
}
