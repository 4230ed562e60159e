package io.github.flaremaven.cloudflare.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.OutputFormat;
import com.networknt.schema.SpecVersion;
import io.github.flaremaven.cloudflare.base.Diagnostic;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.config.ConfigKeys.Kind;
import io.github.flaremaven.cloudflare.testing.Fuzz;
import io.github.flaremaven.cloudflare.testing.NpmPackages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The JSON schema in wrangler's package, for editors, as a second judge beside wrangler itself. */
@Tag("conformance")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SchemaTest {
    private JsonNode definition;
    private JsonSchema schema;

    /** What may be said about a config that the schema accepts, with the reasons. */
    private final Map<Pattern, String> exceptions = new LinkedHashMap<>();

    @BeforeAll
    void read() throws IOException {
        Path wrangler = NpmPackages.installed("wrangler", System.getProperty("conformance.wrangler", ""));
        definition = Json.parse(Files.readString(wrangler.resolve("config-schema.json")));
        schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(definition);
        Files.readAllLines(Path.of("src/test/resources/config/schema-exceptions.txt")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.split(" \\| ", 2))
                .forEach(parts -> exceptions.put(Pattern.compile(parts[0].strip()), parts[1].strip()));
    }

    @Test
    void whatItAcceptsOfTheTestsIsAccepted() {
        List<ObjectNode> configs = ConfigSeeds.trees().toList();

        long accepted =
                configs.stream().filter(this::isAccepted).peek(this::read).count();

        assertThat(configs).hasSizeGreaterThan(300);
        assertThat(accepted).isGreaterThan(200);
    }

    @Test
    void whatItAcceptsOfDamagedConfigsIsAccepted() {
        List<ObjectNode> seeds = ConfigSeeds.trees().filter(this::isAccepted).toList();
        AtomicInteger accepted = new AtomicInteger();

        Fuzz.check(100, random -> {
            ObjectNode config = ConfigSeeds.damaged(random, seeds);
            if (isAccepted(config)) {
                accepted.incrementAndGet();
                read(config);
            }
        });

        assertThat(accepted).hasPositiveValue();
    }

    private boolean isAccepted(ObjectNode config) {
        return schema.validate(PlainJson.object(config), OutputFormat.BOOLEAN);
    }

    /** Reads a config, at the top level and in an environment, and lets only the listed errors pass. */
    private void read(ObjectNode config) {
        ConfigText text = ConfigText.json(Json.compact(config));
        for (String environment : List.of("", "production")) {
            List<Diagnostic> findings;
            try {
                findings = text.in(environment).load().warnings();
            } catch (InputFailure e) {
                findings = e.diagnostics();
            }
            assertThat(findings.stream().filter(Diagnostic::isError).map(Diagnostic::message))
                    .as(text.text())
                    .allMatch(this::isException);
        }
    }

    private boolean isException(String message) {
        return exceptions.keySet().stream().anyMatch(p -> p.matcher(message).find());
    }

    @Test
    void everyKeyOfTheTopLevelAndOfEnvironmentsIsKnown() {
        List<String> all = keys(named("RawConfig"));
        List<String> ofEnvironments = keys(named("RawEnvironment"));

        assertThat(all)
                .hasSizeGreaterThan(80)
                .allSatisfy(key -> assertThat(ConfigKeys.kind(key))
                        .as(key)
                        .isIn(
                                ofEnvironments.contains(key)
                                        ? List.of(Kind.INHERITABLE, Kind.NOT_INHERITABLE)
                                        : List.of(Kind.TOP_LEVEL)));
        assertThat(new TreeSet<>(all)).containsAll(ofEnvironments);
        assertThat(ConfigKeys.all()).containsAll(all);
    }

    /** Puts each key that the schema has at any depth into a config alone, and looks for a warning about it. */
    @Test
    void everyKeyInTablesIsKnown() {
        SchemaKeys keys = new SchemaKeys(definition);

        List<ObjectNode> configs = keys.configs();

        assertThat(configs).hasSizeGreaterThan(300);
        assertThat(configs.stream().flatMap(config -> unknown(config).stream()).distinct())
                .allMatch(this::isException);
    }

    private static List<String> unknown(ObjectNode config) {
        return ConfigText.json(Json.compact(config)).findings().stream()
                .filter(finding -> finding.contains("unknown key"))
                .map(finding -> finding.replaceFirst("^\\S+ ", ""))
                .toList();
    }

    private JsonNode named(String name) {
        return definition.path("definitions").path(name);
    }

    private static List<String> keys(JsonNode table) {
        return table.path("properties").properties().stream()
                .map(Map.Entry::getKey)
                .toList();
    }
}
