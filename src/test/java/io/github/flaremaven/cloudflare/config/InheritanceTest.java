package io.github.flaremaven.cloudflare.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.config.ConfigKeys.Kind;
import io.github.flaremaven.cloudflare.config.LoadedConfig.Entry;
import io.github.flaremaven.cloudflare.config.Origin.Source;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every key of the config does in an environment. */
class InheritanceTest {
    /** A valid value of each key, and after the bar another one. */
    private static final Map<String, String> VALUES = values("""
            $schema = "a" | "b"
            pages_build_output_dir = "a" | "b"
            send_metrics = true | false
            dependencies_instrumentation = {} | {"enabled": true}
            keep_vars = true | false
            addresses = ["a@example.com"] | []
            dev = {} | {"port": 1}
            site = {"bucket": "a"} | {"bucket": "b"}
            alias = {} | {"a": "b"}
            wasm_modules = {} | {"A": "a"}
            text_blobs = {} | {"A": "a"}
            data_blobs = {} | {"A": "a"}
            account_id = "a" | "b"
            compatibility_date = "2025-06-01" | "2025-06-02"
            compatibility_flags = ["a"] | ["b"]
            main = "a" | "b"
            base_dir = "a" | "b"
            find_additional_modules = true | false
            preserve_file_names = true | false
            rules = [] | [{"type": "Text", "globs": []}]
            no_bundle = true | false
            minify = true | false
            keep_names = true | false
            upload_source_maps = true | false
            tsconfig = "a" | "b"
            jsx_factory = "a" | "b"
            jsx_fragment = "a" | "b"
            build = {"command": "a"} | {}
            workers_dev = true | false
            preview_urls = true | false
            route = "a" | "b"
            routes = ["a"] | ["b"]
            triggers = {"crons": ["a"]} | {}
            limits = {"cpu_ms": 5} | {"subrequests": 3}
            placement = {"mode": "smart"} | {"mode": "off"}
            migrations = [] | [{"tag": "v1"}]
            exports = {} | {"A": {"type": "worker"}}
            assets = {"directory": "a"} | {"directory": "b"}
            observability = {"enabled": true} | {"enabled": false}
            cache = {"enabled": true} | {"enabled": false}
            access = {} | {"dev": {"aud": "a"}}
            logpush = true | false
            logfwdr = {"bindings": []} | {"bindings": [{"name": "A", "destination": "a"}]}
            first_party_worker = true | false
            compliance_region = "public" | "fedramp_high"
            python_modules = {} | {"exclude": []}
            previews = {} | {"logpush": true}
            vars = {"A": "1"} | {"A": "2"}
            secrets = {"required": ["A"]} | {}
            define = {"A": "1"} | {"A": "2"}
            durable_objects = {} | {"bindings": []}
            kv_namespaces = [{"binding": "A"}] | [{"binding": "A", "id": "1"}]
            r2_buckets = [{"binding": "A"}] | [{"binding": "A", "jurisdiction": "eu"}]
            d1_databases = [{"binding": "A"}] | [{"binding": "A", "database_id": "1"}]
            vectorize = [{"binding": "A", "index_name": "a"}] | [{"binding": "A", "index_name": "b"}]
            ai_search_namespaces = [{"binding": "A", "namespace": "a"}] | [{"binding": "A", "namespace": "b"}]
            ai_search = [{"binding": "A", "instance_name": "a"}] | [{"binding": "A", "instance_name": "b"}]
            agent_memory = [{"binding": "A", "namespace": "a"}] | [{"binding": "A", "namespace": "b"}]
            hyperdrive = [{"binding": "A", "id": "a"}] | [{"binding": "A", "id": "b"}]
            services = [{"binding": "A", "service": "a"}] | [{"binding": "A", "service": "b"}]
            analytics_engine_datasets = [{"binding": "A"}] | [{"binding": "A", "dataset": "a"}]
            dispatch_namespaces = [{"binding": "A"}] | [{"binding": "A", "namespace": "a"}]
            mtls_certificates = [{"binding": "A", "certificate_id": "a"}] | [{"binding": "A", "certificate_id": "b"}]
            send_email = [{"name": "A"}] | [{"name": "A", "remote": true}]
            workflows = [{"binding": "A", "name": "a", "class_name": "A"}] | [{"binding": "A", "name": "b", "class_name": "A"}]
            pipelines = [{"binding": "A", "stream": "a"}] | [{"binding": "A", "stream": "b"}]
            k2 = [{"binding": "A", "stream": "a"}] | [{"binding": "A", "stream": "b"}]
            secrets_store_secrets = [{"binding": "A", "store_id": "1", "secret_name": "a"}] | []
            artifacts = [{"binding": "A", "namespace": "a"}] | [{"binding": "A", "namespace": "b"}]
            unsafe_hello_world = [{"binding": "A"}] | [{"binding": "A", "enable_timer": true}]
            flagship = [{"binding": "A"}] | [{"binding": "A", "app_id": "1"}]
            worker_loaders = [{"binding": "A"}] | []
            ratelimits = [{"name": "A", "namespace_id": "1", "simple": {"limit": 1, "period": 10}}] | []
            vpc_services = [{"binding": "A", "service_id": "1"}] | []
            vpc_networks = [{"binding": "A", "tunnel_id": "1"}] | []
            connect = [{"protocol": "tcp", "port": 1}] | []
            queues = {"producers": [{"binding": "A"}]} | {}
            tail_consumers = [{"service": "a"}] | []
            streaming_tail_consumers = [{"service": "a"}] | []
            browser = {"binding": "A"} | {"binding": "B"}
            ai = {"binding": "A"} | {"binding": "B"}
            images = {"binding": "A"} | {"binding": "B"}
            stream = {"binding": "A"} | {"binding": "B"}
            media = {"binding": "A"} | {"binding": "B"}
            analytics = {"binding": "A"} | {"binding": "B"}
            version_metadata = {"binding": "A"} | {"binding": "B"}
            unsafe = {"metadata": {}} | {}
            containers = [] | [{"class_name": "A", "image": "a:1"}]
            cloudchamber = {} | {"image": "a"}
            """);

    /** Keys with ways of their own, or that only tools write; they have tests of their own. */
    private static final Set<String> SPECIAL = Set.of(
            "name", "env", "configPath", "userConfigPath", "topLevelName", "definedEnvironments", "targetEnvironment");

    private static Map<String, String> values(String lines) {
        Map<String, String> values = new LinkedHashMap<>();
        lines.lines().map(line -> line.split(" = ", 2)).forEach(parts -> values.put(parts[0], parts[1]));
        return values;
    }

    private static String one(String key) {
        return VALUES.getOrDefault(key, "").split(" \\| ", 2)[0];
    }

    private static String other(String key) {
        return VALUES.getOrDefault(key, "").split(" \\| ", 2)[1];
    }

    private static Stream<String> keys(Kind kind) {
        return VALUES.keySet().stream().filter(key -> ConfigKeys.kind(key) == kind);
    }

    static Stream<String> inheritable() {
        return keys(Kind.INHERITABLE);
    }

    static Stream<String> notInheritable() {
        return keys(Kind.NOT_INHERITABLE);
    }

    static Stream<String> topLevelOnly() {
        return keys(Kind.TOP_LEVEL);
    }

    private static LoadedConfig load(String top, String environment) {
        return ConfigText.json("""
                        {
                          %s
                          "env": { "production": { %s } }
                        }
                        """.formatted(top, environment)).in("production").load();
    }

    private static Optional<Entry> entry(LoadedConfig loaded, String key) {
        return loaded.entries().stream().filter(e -> e.key().equals(key)).findFirst();
    }

    private static String pair(String key, String value) {
        return "\"" + key + "\": " + value;
    }

    private static List<String> messages(LoadedConfig loaded) {
        return loaded.warnings().stream().map(d -> d.message()).toList();
    }

    @Test
    void everyKeyHasItsRow() {
        Set<String> all =
                ConfigKeys.all().stream().filter(key -> !SPECIAL.contains(key)).collect(Collectors.toSet());

        assertThat(VALUES.keySet()).containsExactlyInAnyOrderElementsOf(all);
    }

    @ParameterizedTest
    @MethodSource("inheritable")
    void inherits(String key) {
        LoadedConfig loaded = load(pair(key, one(key)) + ",", "");

        assertThat(entry(loaded, key)).hasValueSatisfying(e -> {
            assertThat(e.source()).isEqualTo(Source.TOP_LEVEL);
            assertThat(e.value()).isEqualTo(Json.parse(one(key)));
            assertThat(e.position())
                    .hasValueSatisfying(p -> assertThat(p.line()).isEqualTo(2));
        });
        assertThat(messages(loaded)).noneMatch(m -> m.contains("inherit"));
    }

    @ParameterizedTest
    @MethodSource("inheritable")
    void replacesWholeValues(String key) {
        LoadedConfig loaded = load(pair(key, one(key)) + ",", pair(key, other(key)));

        assertThat(entry(loaded, key)).hasValueSatisfying(e -> {
            assertThat(e.source()).isEqualTo(Source.ENVIRONMENT);
            assertThat(e.value()).isEqualTo(Json.parse(other(key)));
            assertThat(e.position())
                    .hasValueSatisfying(p -> assertThat(p.line()).isEqualTo(3));
        });
    }

    @ParameterizedTest
    @MethodSource("notInheritable")
    void doesNotInherit(String key) {
        LoadedConfig loaded = load(pair(key, one(key)) + ",", "");

        assertThat(entry(loaded, key)).isEmpty();
        assertThat(messages(loaded))
                .contains("\"" + key + "\" is not inherited: env.production is deployed without it; repeat it there");
        assertThat(loaded.worker().bindings()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("notInheritable")
    void takesWhatTheEnvironmentRepeats(String key) {
        LoadedConfig loaded = load(pair(key, one(key)) + ",", pair(key, one(key)));

        assertThat(entry(loaded, key))
                .hasValueSatisfying(e -> assertThat(e.source()).isEqualTo(Source.ENVIRONMENT));
        assertThat(messages(loaded)).noneMatch(m -> m.contains("inherit"));
    }

    @ParameterizedTest
    @MethodSource("topLevelOnly")
    void countsOnlyAtTheTopLevel(String key) {
        LoadedConfig loaded = load(pair(key, one(key)) + ",", pair(key, other(key)));

        assertThat(entry(loaded, key)).hasValueSatisfying(e -> {
            assertThat(e.source()).isEqualTo(Source.TOP_LEVEL);
            assertThat(e.value()).isEqualTo(Json.parse(one(key)));
        });
        assertThat(messages(loaded))
                .contains("\"" + key + "\" counts only at the top level; the one in env.production is ignored");
    }

    @ParameterizedTest
    @MethodSource("notInheritable")
    void theTopLevelKeepsItsOwn(String key) {
        LoadedConfig loaded = ConfigText.json("{ " + pair(key, one(key)) + ", \"env\": { \"production\": {} } }")
                .load();

        assertThat(entry(loaded, key))
                .hasValueSatisfying(e -> assertThat(e.source()).isEqualTo(Source.TOP_LEVEL));
        assertThat(messages(loaded)).noneMatch(m -> m.contains("inherit"));
    }

    @Test
    void withoutEnvironmentsANameTakesEverythingOfTheTopLevel() {
        LoadedConfig loaded = ConfigText.toml("""
                name = "worker"
                vars = { A = "1" }
                """).in("production").load();

        assertThat(loaded.worker().name()).isEqualTo("worker-production");
        assertThat(loaded.worker().bindings()).hasSize(1);
        assertThat(messages(loaded)).singleElement().asString().contains("the config has no environments");
    }

    @Test
    void emptyRoutesStopInheritance() {
        LoadedConfig loaded = load("\"routes\": [\"example.com/*\"],", "\"routes\": []");

        assertThat(loaded.worker().routes()).isEmpty();
    }

    @Test
    void aRouteOfTheEnvironmentBeatsInheritedRoutes() {
        LoadedConfig loaded = load("\"routes\": [\"example.com/*\"],", "\"route\": \"example.org/*\"");

        assertThat(loaded.worker().routes()).extracting(r -> r.pattern()).containsExactly("example.org/*");
    }

    @Test
    void routesOfTheEnvironmentBeatAnInheritedRoute() {
        LoadedConfig loaded = load("\"route\": \"example.com/*\",", "\"routes\": [\"example.org/*\"]");

        assertThat(loaded.worker().routes()).extracting(r -> r.pattern()).containsExactly("example.org/*");
    }

    @Test
    void anEmptyRouteOfTheEnvironmentInherits() {
        LoadedConfig loaded = load("\"routes\": [\"example.com/*\"],", "\"route\": \"\"");

        assertThat(loaded.worker().routes()).extracting(r -> r.pattern()).containsExactly("example.com/*");
        assertThat(messages(loaded)).containsExactly("an empty \"route\" is ignored; leave it out");
    }

    @Test
    void emptyTriggersLeaveSchedulesAlone() {
        LoadedConfig loaded = load("\"triggers\": { \"crons\": [\"* * * * *\"] },", "\"triggers\": {}");

        assertThat(loaded.worker().crons()).isEmpty();
    }

    @Test
    void noSchedulesRemoveThem() {
        LoadedConfig loaded = load("", "\"triggers\": { \"crons\": [] }");

        assertThat(loaded.worker().crons()).contains(List.of());
    }

    @Test
    void limitsAreNotMixed() {
        LoadedConfig loaded = load("\"limits\": { \"cpu_ms\": 5 },", "\"limits\": { \"subrequests\": 3 }");

        assertThat(loaded.worker().limits()).contains(Json.object().put("subrequests", 3));
    }

    @Test
    void namesWhatTheVariablesOfAnEnvironmentLack() {
        LoadedConfig loaded = load("\"vars\": { \"A\": 1, \"B\": 2, \"C\": 3 },", "\"vars\": { \"B\": 2 }");

        assertThat(messages(loaded))
                .containsExactly(
                        "env.production.vars lacks \"A\", \"C\", which the top level has; it is not inherited");
    }

    @Test
    void namesWhatAnArrayOfBindingsLacks() {
        LoadedConfig loaded = load(
                "\"r2_buckets\": [{ \"binding\": \"A\" }, { \"binding\": \"B\" }],",
                "\"r2_buckets\": [{ \"binding\": \"C\" }]");

        assertThat(messages(loaded))
                .containsExactly(
                        "env.production.r2_buckets lacks \"A\", \"B\", which the top level has; it is not inherited");
    }

    @Test
    void namesWhatLogForwardingLacks() {
        LoadedConfig loaded = load(
                "\"logfwdr\": { \"bindings\": [{ \"name\": \"A\", \"destination\": \"a\" }] },",
                "\"logfwdr\": { \"bindings\": [] }");

        assertThat(messages(loaded)).singleElement().asString().contains("env.production.logfwdr lacks \"A\"");
    }

    @Test
    void queuesConsumersAndSecretsAreNotCompared() {
        LoadedConfig loaded = load("""
                "queues": { "producers": [{ "binding": "A" }], "consumers": [{ "queue": "a" }] },
                "tail_consumers": [{ "service": "a" }],
                "secrets": { "required": ["A"] },
                """, """
                "queues": { "producers": [] }, "tail_consumers": [], "secrets": { "required": [] }
                """);

        assertThat(messages(loaded)).isEmpty();
    }

    @Test
    void aCustomDomainUnderRouteIsPointedOutToo() {
        LoadedConfig loaded =
                load("\"route\": { \"pattern\": \"www.example.com\", \"custom_domain\": true },", "\"minify\": true");

        assertThat(messages(loaded)).singleElement().asString().contains("inherits this custom domain");
    }
}
