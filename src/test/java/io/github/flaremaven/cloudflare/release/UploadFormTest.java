package io.github.flaremaven.cloudflare.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.Secret;
import io.github.flaremaven.cloudflare.bundle.WorkerBundle;
import io.github.flaremaven.cloudflare.bundle.WorkerFormat;
import io.github.flaremaven.cloudflare.bundle.WorkerModule;
import io.github.flaremaven.cloudflare.cloudflare.http.Body;
import io.github.flaremaven.cloudflare.cloudflare.http.Content;
import io.github.flaremaven.cloudflare.config.model.Binding;
import io.github.flaremaven.cloudflare.config.model.ModuleType;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import io.github.flaremaven.cloudflare.release.UploadForm.Kind;
import io.github.flaremaven.cloudflare.testing.Bundles;
import io.github.flaremaven.cloudflare.testing.Configs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The metadata of uploads, compared with what wrangler was seen to send. */
class UploadFormTest {
    private static final Annotations NAMED =
            new Annotations(Optional.of("v1"), Optional.of("msg one"), Optional.empty());
    private static final String LARGE = """
            compatibility_flags = ["nodejs_compat"]
            logpush = true
            placement = { mode = "smart" }
            tail_consumers = [{ service = "tailer" }]
            streaming_tail_consumers = [{ service = "stailer" }]
            limits = { cpu_ms = 100, subrequests = 50 }
            observability = { enabled = true, head_sampling_rate = 0.5, logs = { invocation_logs = true } }
            cache = { enabled = true }
            unsafe = { metadata = { extra_key = { a = 1 } } }
            """;

    @TempDir
    private Path folder;

    @Test
    void anExistingWorkerWithoutBindings() {
        assertThat(metadata(Configs.worker(folder, ""), Kind.DEPLOY_VERSION, NAMED))
                .isEqualTo(compact("""
                                {"main_module":"index.js","bindings":[],"compatibility_date":"2026-01-01",
                                 "compatibility_flags":[],"keep_bindings":["secret_text","secret_key"],
                                 "annotations":{"workers/message":"msg one","workers/tag":"v1"}}
                                """));
    }

    @Test
    void aLargeConfigDeployedDirectly() {
        ObjectNode migrations =
                (ObjectNode) Json.parse("{\"new_tag\":\"v1\",\"steps\":[{\"new_sqlite_classes\":[\"DO\"]}]}");
        ObjectNode assets = (ObjectNode) Json.parse("{\"jwt\":\"<completion token>\",\"config\":{}}");
        WorkerConfig config = Configs.worker(folder, LARGE);
        Body.Multipart form = new UploadForm(
                        config,
                        Optional.of(Bundles.hello()),
                        Kind.DEPLOY_DIRECTLY,
                        config.bindings(),
                        NAMED,
                        Optional.of(migrations),
                        Optional.of(assets))
                .build();

        assertThat(text(form.parts().get(0))).isEqualTo(compact("""
                                {"main_module":"index.js","bindings":[],"compatibility_date":"2026-01-01",
                                 "compatibility_flags":["nodejs_compat"],
                                 "migrations":{"new_tag":"v1","steps":[{"new_sqlite_classes":["DO"]}]},
                                 "code_update_strategy":{"mode":"deferred","max_delay":300},
                                 "keep_bindings":["secret_text","secret_key"],"logpush":true,
                                 "placement":{"mode":"smart"},"tail_consumers":[{"service":"tailer"}],
                                 "streaming_tail_consumers":[{"service":"stailer"}],
                                 "limits":{"cpu_ms":100,"subrequests":50},
                                 "annotations":{"workers/message":"msg one","workers/tag":"v1"},
                                 "assets":{"jwt":"<completion token>","config":{}},
                                 "observability":{"enabled":true,"head_sampling_rate":0.5,"logs":{"invocation_logs":true}},
                                 "cache_options":{"enabled":true},"extra_key":{"a":1}}
                                """));
    }

    @Test
    void theSameConfigAsAVersionThatIsThenDeployed() {
        assertThat(metadata(Configs.worker(folder, LARGE), Kind.DEPLOY_VERSION, Annotations.none()))
                .isEqualTo(compact("""
                                {"main_module":"index.js","bindings":[],"compatibility_date":"2026-01-01",
                                 "compatibility_flags":["nodejs_compat"],
                                 "keep_bindings":["secret_text","secret_key"],"logpush":true,
                                 "placement":{"mode":"smart"},"tail_consumers":[{"service":"tailer"}],
                                 "streaming_tail_consumers":[{"service":"stailer"}],
                                 "limits":{"cpu_ms":100,"subrequests":50},
                                 "observability":{"enabled":true,"head_sampling_rate":0.5,"logs":{"invocation_logs":true}},
                                 "cache_options":{"enabled":true},"extra_key":{"a":1}}
                                """));
    }

    @Test
    void theSameConfigAsAVersionWithoutTraffic() {
        assertThat(metadata(Configs.worker(folder, LARGE), Kind.UPLOAD_VERSION, Annotations.none()))
                .isEqualTo(compact("""
                                {"main_module":"index.js","bindings":[],"compatibility_date":"2026-01-01",
                                 "compatibility_flags":["nodejs_compat"],
                                 "keep_bindings":["secret_text","secret_key"],
                                 "placement":{"mode":"smart"},"tail_consumers":[{"service":"tailer"}],
                                 "limits":{"cpu_ms":100,"subrequests":50},"annotations":{},
                                 "cache_options":{"enabled":true},"extra_key":{"a":1}}
                                """));
    }

    @Test
    void keptVariablesAndAPreviewAlias() {
        Annotations alias = new Annotations(Optional.empty(), Optional.empty(), Optional.of("feature-x"));

        JsonNode metadata =
                Json.parse(metadata(Configs.worker(folder, "keep_vars = true"), Kind.UPLOAD_VERSION, alias));

        assertThat(metadata.path("keep_bindings").toString())
                .isEqualTo("[\"plain_text\",\"json\",\"secret_text\",\"secret_key\"]");
        assertThat(metadata.path("annotations").toString()).isEqualTo("{\"workers/alias\":\"feature-x\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "placement = { mode = \"off\" }                                | ",
                "placement = { mode = \"smart\" }                              | {\"mode\":\"smart\"}",
                "placement = { mode = \"smart\", hint = \"wnam\" }             | {\"mode\":\"smart\",\"hint\":\"wnam\"}",
                "placement = { region = \"aws:us-east-1\" }                    | {\"mode\":\"targeted\",\"region\":\"aws:us-east-1\"}",
                "placement = { mode = \"targeted\", host = \"db.example.com:5432\" } | {\"mode\":\"targeted\",\"host\":\"db.example.com:5432\"}",
                "placement = { hostname = \"db.example.com\" }                 | {\"mode\":\"targeted\",\"hostname\":\"db.example.com\"}",
            })
    void placement(String config, String sent) {
        JsonNode metadata = Json.parse(metadata(Configs.worker(folder, config), Kind.DEPLOY_VERSION, NAMED));

        assertThat(Optional.ofNullable(metadata.get("placement")).map(JsonNode::toString))
                .isEqualTo(Optional.ofNullable(sent));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                                        | {\"mode\":\"deferred\",\"max_delay\":300}",
                "code_update_strategy = { mode = \"deferred\", max_delay = 5 } | {\"mode\":\"deferred\",\"max_delay\":5}",
                "code_update_strategy = { mode = \"deferred\" }            | {\"mode\":\"deferred\",\"max_delay\":300}",
                "code_update_strategy = { mode = \"immediate\", max_delay = 5 } | {\"mode\":\"immediate\"}",
            })
    void updateStrategy(String setting, String sent) {
        WorkerConfig config = Configs.worker(folder, "[durable_objects]\nbindings = []\n" + setting);

        assertThat(Json.parse(metadata(config, Kind.DEPLOY_DIRECTLY, NAMED))
                        .path("code_update_strategy")
                        .toString())
                .isEqualTo(sent);
    }

    @Test
    void exportsAreSentInTheApisOrderAndWorkflowsAskForANewerApi() {
        WorkerConfig config = Configs.worker(folder, """
                [exports.Flow]
                type = "workflow"
                name = "flow"
                [exports.Room]
                type = "durable-object"
                storage = "sqlite"
                [exports.default]
                type = "worker"
                """);

        assertThat(Json.parse(metadata(config, Kind.DEPLOY_DIRECTLY, NAMED))
                        .path("exports")
                        .toString())
                .isEqualTo(
                        "{\"default\":{\"type\":\"worker\"},\"Room\":{\"type\":\"durable-object\",\"storage\":\"sqlite\"},"
                                + "\"Flow\":{\"type\":\"workflow\",\"name\":\"flow\"}}");
        assertThat(UploadForm.apiDate(config).map(Object::toString)).contains("2026-11-09");
        assertThat(UploadForm.apiDate(Configs.worker(folder, ""))).isEmpty();
    }

    @Test
    void aLaterBindingOfANameReplacesAnEarlierOne() {
        WorkerConfig config = Configs.worker(folder, "vars = { A = \"plain\", B = \"b\" }");
        List<Binding> bindings = new ArrayList<>(config.bindings());
        bindings.add(new Binding.SecretText("A", new Secret("hidden")));

        Body.Multipart form = new UploadForm(
                        config,
                        Optional.of(Bundles.hello()),
                        Kind.DEPLOY_VERSION,
                        bindings,
                        NAMED,
                        Optional.empty(),
                        Optional.empty())
                .build();

        assertThat(Json.parse(text(form.parts().get(0))).path("bindings").toString())
                .isEqualTo("[{\"name\":\"A\",\"type\":\"secret_text\",\"text\":\"hidden\"},"
                        + "{\"name\":\"B\",\"type\":\"plain_text\",\"text\":\"b\"}]");
    }

    @Test
    void modulesFollowTheMetadataAndSourceMapsComeLast() {
        WorkerBundle bundle = new WorkerBundle(
                WorkerFormat.MODULES,
                new WorkerModule("index.js", ModuleType.ES_MODULE, Bytes.of("main")),
                List.of(
                        new WorkerModule("./a-lib.wasm", ModuleType.COMPILED_WASM, Bytes.of("wasm")),
                        new WorkerModule("lib/b.cjs", ModuleType.COMMON_JS, Bytes.of("cjs")),
                        new WorkerModule("c.txt", ModuleType.TEXT, Bytes.of("text")),
                        new WorkerModule("d.bin", ModuleType.DATA, Bytes.of("data")),
                        new WorkerModule("e.py", ModuleType.PYTHON, Bytes.of("python")),
                        new WorkerModule("f", ModuleType.PYTHON_REQUIREMENT, Bytes.of(""))),
                List.of(new WorkerModule("index.js.map", ModuleType.SOURCE_MAP, Bytes.of("{}"))),
                List.of(),
                List.of(),
                List.of());

        assertThat(form(Configs.worker(folder, ""), bundle, Kind.DEPLOY_VERSION).parts())
                .extracting(UploadFormTest::head)
                .containsExactly(
                        "metadata",
                        "index.js index.js application/javascript+module",
                        "./a-lib.wasm ./a-lib.wasm application/wasm",
                        "lib/b.cjs lib/b.cjs application/javascript",
                        "c.txt c.txt text/plain",
                        "d.bin d.bin application/octet-stream",
                        "e.py e.py text/x-python",
                        "f f text/x-python-requirement",
                        "index.js.map index.js.map application/source-map");
    }

    @Test
    void aScriptGetsItsModulesAsGlobals() throws IOException {
        Files.writeString(folder.resolve("t.txt"), "text blob");
        WorkerBundle bundle = Bundles.script(
                "addEventListener('fetch', e => {})",
                new WorkerModule("./ab-lib.wasm", ModuleType.COMPILED_WASM, Bytes.of("wasm")),
                new WorkerModule("x y.html", ModuleType.TEXT, Bytes.of("html")),
                new WorkerModule("d.bin", ModuleType.DATA, Bytes.of("data")));
        WorkerConfig config = Configs.worker(folder, "text_blobs = { TB = \"./t.txt\" }");

        Body.Multipart form = form(config, bundle, Kind.DEPLOY_DIRECTLY);

        assertThat(form.parts())
                .extracting(UploadFormTest::head)
                .containsExactly(
                        "TB ./t.txt text/plain",
                        "__ab_lib_wasm ./ab-lib.wasm application/wasm",
                        "x_y_html x y.html text/plain",
                        "d_bin d.bin application/octet-stream",
                        "metadata",
                        "index.js index.js application/javascript");
        assertThat(text(form.parts().get(0))).isEqualTo("text blob");
        assertThat(text(form.parts().get(4))).startsWith(compact("""
                                {"body_part":"index.js","bindings":[{"name":"TB","type":"text_blob","part":"TB"},
                                 {"name":"__ab_lib_wasm","type":"wasm_module","part":"__ab_lib_wasm"},
                                 {"name":"x_y_html","type":"text_blob","part":"x_y_html"},
                                 {"name":"d_bin","type":"data_blob","part":"d_bin"}]}
                                """).replace("]}", "],"));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void assetsAloneAreOnePart(Kind kind) throws IOException {
        Files.createDirectories(folder.resolve("public"));
        WorkerConfig config = Configs.read(folder, """
                name = "rec"
                compatibility_date = "2026-01-01"
                observability = { enabled = true }
                vars = { A = "not sent" }
                assets = { directory = "public" }
                """, "");
        ObjectNode assets = (ObjectNode) Json.parse("{\"jwt\":\"t\",\"config\":{\"html_handling\":\"none\"}}");

        Body.Multipart form = new UploadForm(
                        config,
                        Optional.empty(),
                        kind,
                        config.bindings(),
                        Annotations.none(),
                        Optional.empty(),
                        Optional.of(assets))
                .build();

        assertThat(form.parts()).hasSize(1);
        assertThat(text(form.parts().get(0)))
                .isEqualTo("{\"assets\":{\"jwt\":\"t\",\"config\":{\"html_handling\":\"none\"}},"
                        + (kind == Kind.UPLOAD_VERSION ? "\"annotations\":{}," : "")
                        + "\"compatibility_date\":\"2026-01-01\",\"compatibility_flags\":[]}");
    }

    @Test
    void aCompiledSchemaTravelsInAPartOfItsOwn() throws IOException {
        Files.writeString(folder.resolve("log.capnpc"), "schema");
        WorkerConfig config = Configs.worker(folder, "unsafe = { capnp = { compiled_schema = \"log.capnpc\" } }");

        Body.Multipart form = form(config, Bundles.hello(), Kind.DEPLOY_VERSION);

        assertThat(head(form.parts().get(0)))
                .isEqualTo("./capnp-schema.compiled ./capnp-schema.compiled application/octet-stream");
        assertThat(text(form.parts().get(0))).isEqualTo("schema");
        assertThat(Json.parse(text(form.parts().get(1))).path("capnp_schema").asText())
                .isEqualTo("./capnp-schema.compiled");
    }

    @Test
    void sourcesOfASchemaAreNotCompiledHere() {
        WorkerConfig config = Configs.worker(
                folder, "unsafe = { capnp = { base_path = \"schemas\", source_schemas = [\"log.capnp\"] } }");

        assertThatThrownBy(() -> form(config, Bundles.hello(), Kind.DEPLOY_VERSION))
                .isInstanceOf(InputFailure.class)
                .hasMessageContaining("unsafe.capnp names sources");
    }

    @Test
    void aBlobThatIsMissingIsNamed() {
        WorkerConfig config = Configs.worker(folder, "data_blobs = { D = \"gone.bin\" }");

        assertThatThrownBy(() -> form(config, Bundles.script("x"), Kind.DEPLOY_DIRECTLY))
                .isInstanceOf(InputFailure.class)
                .hasMessageContaining("gone.bin of the binding D cannot be read");
    }

    @Test
    void aScriptHasOneFileOfCode() {
        WorkerBundle bundle = Bundles.script(
                "addEventListener('fetch', () => {})",
                new WorkerModule("other.js", ModuleType.COMMON_JS, Bytes.of("module.exports = 1")));

        assertThatThrownBy(() -> form(Configs.worker(folder, ""), bundle, Kind.DEPLOY_DIRECTLY))
                .isInstanceOf(InputFailure.class)
                .hasMessageContaining("one file of code and cannot take other.js");
    }

    private static String metadata(WorkerConfig config, Kind kind, Annotations annotations) {
        Body.Multipart form = new UploadForm(
                        config,
                        Optional.of(Bundles.hello()),
                        kind,
                        config.bindings(),
                        annotations,
                        Optional.empty(),
                        Optional.empty())
                .build();
        return text(form.parts().get(0));
    }

    private static Body.Multipart form(WorkerConfig config, WorkerBundle bundle, Kind kind) {
        return new UploadForm(
                        config, Optional.of(bundle), kind, config.bindings(), NAMED, Optional.empty(), Optional.empty())
                .build();
    }

    private static String head(Body.Part part) {
        return (part.name()
                + part.fileName().map(f -> " " + f).orElse("")
                + part.contentType().map(t -> " " + t).orElse(""));
    }

    private static String text(Body.Part part) {
        return ((Content.InMemory) part.content()).bytes().text();
    }

    private static String compact(String json) {
        return Json.compact(Json.parse(json));
    }
}
