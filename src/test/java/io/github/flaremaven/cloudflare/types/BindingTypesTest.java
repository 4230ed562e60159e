package io.github.flaremaven.cloudflare.types;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import io.github.flaremaven.cloudflare.testing.Configs;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The source that is generated, and that a compiler takes it. */
class BindingTypesTest {
    private static final String ALL = """
            vars = { LOG_LEVEL = "debug", LIMITS = { most = 3 } }
            kv_namespaces = [{ binding = "CACHE", id = "1d0a5e9c2b7f4c31a8e6d4f0b2c9a701" }]
            r2_buckets = [{ binding = "FILES", bucket_name = "files" }]
            d1_databases = [{ binding = "DB", database_id = "8f4f0a50-6c8f-4a0e-9a50-0a4e5b6c7d8e" }]
            services = [{ binding = "PRICES", service = "prices" }]
            secrets = { required = ["TOKEN"] }
            [[queues.producers]]
            binding = "MAIL"
            queue = "mail"
            """;

    @Test
    void theWholeSource(@TempDir Path folder) {
        String source = new BindingTypes("com.example", "Env", true).source(Configs.worker(folder, ALL));

        assertThat(source).isEqualTo("""
                package com.example;

                import io.github.flaremaven.cloudflare.junit.Binding;
                import io.github.flaremaven.cloudflare.junit.D1;
                import io.github.flaremaven.cloudflare.junit.Kv;
                import io.github.flaremaven.cloudflare.junit.Queue;
                import io.github.flaremaven.cloudflare.junit.R2;

                /** What the Worker rec is bound to, from its config. Made by cloudflare:types. */
                public record Env(
                        @Binding("CACHE") Kv CACHE,
                        @Binding("DB") D1 DB,
                        @Binding("FILES") R2 FILES,
                        @Binding("MAIL") Queue MAIL) {
                    /** The names of all bindings. */
                    public static final class Names {
                        /** KV namespace. */
                        public static final String CACHE = "CACHE";

                        /** D1 database. */
                        public static final String DB = "DB";

                        /** R2 bucket. */
                        public static final String FILES = "FILES";

                        /** Variable. */
                        public static final String LIMITS = "LIMITS";

                        /** Variable. */
                        public static final String LOG_LEVEL = "LOG_LEVEL";

                        /** Queue. */
                        public static final String MAIL = "MAIL";

                        /** The Worker prices. */
                        public static final String PRICES = "PRICES";

                        /** Secret. */
                        public static final String TOKEN = "TOKEN";

                        private Names() {}
                    }
                }
                """);
        assertThat(problems("com/example/Env", source, folder)).isEmpty();
    }

    @Test
    void withoutTheTestSupportThereAreOnlyNames(@TempDir Path folder) {
        String source = new BindingTypes("", "Names1", false).source(Configs.worker(folder, ALL));

        assertThat(source)
                .startsWith("/** What the Worker rec is bound to")
                .contains("public final class Names1 {", "public static final String MAIL = \"MAIL\";")
                .doesNotContain("import", "record");
        assertThat(problems("Names1", source, folder)).isEmpty();
    }

    /** Names that JavaScript allows and Java does not. */
    @Test
    void namesThatJavaReservesGetALine(@TempDir Path folder) {
        WorkerConfig config = Configs.worker(folder, """
                vars = { class = "a", class_ = "b", "$ok" = "c", "with-dash" = "d", "with_dash" = "e", "_" = "f", "grün" = "g", "1st" = "h" }
                kv_namespaces = [
                  { binding = "toString", id = "1d0a5e9c2b7f4c31a8e6d4f0b2c9a701" },
                  { binding = "record", id = "1d0a5e9c2b7f4c31a8e6d4f0b2c9a702" },
                ]
                """);
        String source = new BindingTypes("a.b", "Env", true).source(config);

        assertThat(problems("a/b/Env", source, folder)).isEmpty();
        assertThat(source)
                .contains(
                        "@Binding(\"toString\") Kv toString_",
                        "String class_ = \"class\"",
                        "String class__ = \"class_\"");
    }

    @Test
    void theSameConfigGivesTheSameSource(@TempDir Path folder) {
        WorkerConfig config = Configs.worker(folder, ALL);
        BindingTypes types = new BindingTypes("a", "B", true);

        assertThat(types.source(config)).isEqualTo(types.source(Configs.worker(folder, ALL)));
    }

    @ParameterizedTest
    @CsvSource({
        "com.example,Env,true",
        "'',Env,true",
        "com.class,Env,false",
        "a,class,false",
        "a b,Env,false",
        "a,En v,false"
    })
    void knowsNames(String packageName, String className, boolean good) {
        assertThat(BindingTypes.isName(packageName, className)).isEqualTo(good);
    }

    private static List<String> problems(String name, String source, Path folder) {
        var diagnostics = new javax.tools.DiagnosticCollector<JavaFileObject>();
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(diagnostics, null, null)) {
            files.setLocationFromPaths(javax.tools.StandardLocation.CLASS_OUTPUT, List.of(folder));
            compiler.getTask(
                            null,
                            files,
                            diagnostics,
                            List.of("-Xlint:all,-processing,-classfile,-path", "-proc:none"),
                            null,
                            List.of(
                                    new SimpleJavaFileObject(
                                            URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
                                        @Override
                                        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                                            return source;
                                        }
                                    }))
                    .call();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return diagnostics.getDiagnostics().stream().map(Object::toString).toList();
    }
}
