package io.github.flaremaven.cloudflare.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.config.model.Route;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a build says beside its config; what wrangler says to the same is in the table {@code build.txt}. */
class BuildValuesTest {
    private static final Path FOLDER = Path.of("project").toAbsolutePath();

    private static BuildValues line(Map<String, String> properties) {
        return new BuildValues(FOLDER, properties, Map.of());
    }

    private static BuildValues line(String name, String value) {
        return line(Map.of("cloudflare." + name, value));
    }

    private static BuildValues pom() {
        return line(Map.of());
    }

    private static ConfigText config(String toml, BuildValues values) {
        return ConfigText.toml(toml).with(values.overrides().toArray(ConfigOverride[]::new));
    }

    private static String effective(String toml, BuildValues values) {
        StringBuilder text = new StringBuilder();
        config(toml, values)
                .load()
                .entries()
                .forEach(e -> text.append(e.key())
                        .append('=')
                        .append(Json.compact(e.value()))
                        .append(" # ")
                        .append(e.origin())
                        .append('\n'));
        return text.toString().stripTrailing();
    }

    @Test
    void theNameOfAKeyIsWrittenAsMavenWritesNames() {
        BuildValues values = line(Map.of("cloudflare.uploadSourceMaps", "false", "cloudflare.jsxFactory", "h"))
                .flag("uploadSourceMaps", Optional.empty())
                .text("jsxFactory", Optional.empty());

        assertThat(effective("upload_source_maps = true", values))
                .isEqualTo("upload_source_maps=false # command line\njsx_factory=\"h\" # command line");
    }

    @Test
    void theCommandLineBeatsThePom() {
        assertThat(effective("", line("minify", "false").flag("minify", Optional.of(true))))
                .isEqualTo("minify=false # command line");
        assertThat(effective("", pom().flag("minify", Optional.of(true)))).isEqualTo("minify=true # POM");
    }

    @Test
    void anEmptyPropertyLeavesTheKeyToTheConfig() {
        assertThat(effective("minify = true", line("minify", "").flag("minify", Optional.of(false))))
                .isEqualTo("minify=true # top level");
        assertThat(effective("vars.A = \"1\"", line("var", " ").vars("var", Optional.of(List.of("A:2")))))
                .isEqualTo("vars={\"A\":\"1\"} # top level");
    }

    @Test
    void aFlagIsTrueOrFalse() {
        assertThatThrownBy(() -> line("minify", "yes").flag("minify", Optional.empty()))
                .isInstanceOf(InputFailure.class)
                .hasMessage("cloudflare.minify has \"yes\", and must be true or false");
    }

    @Test
    void pairsOfAllSourcesAreLaidOverEachOther() {
        BuildValues both = new BuildValues(
                        FOLDER,
                        Map.of("cloudflare.define.B", "of one", "cloudflare.define.", "nobody"),
                        Map.of("cloudflare.define.A", "of property", "cloudflare.define.C", "of property"))
                .pairs("define", Optional.of(List.of("A:of pom", "D:of:pom")));

        assertThat(effective("define = { A = \"1\", E = \"2\" }", both))
                .isEqualTo("define={\"A\":\"of property\",\"E\":\"2\",\"D\":\"of:pom\",\"C\":\"of property\","
                        + "\"B\":\"of one\"} # top level and POM and command line");
    }

    @Test
    void pairsOfTheLineReplaceThoseOfThePom() {
        BuildValues values = line("alias", "a:./b.js , c:node:fs").pairs("alias", Optional.of(List.of("x:y")));

        assertThat(effective("", values)).isEqualTo("alias={\"a\":\"./b.js\",\"c\":\"node:fs\"} # command line");
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", ":1", "A:1,", "A:1,,B:2"})
    void pairsHaveANameAndAColon(String written) {
        assertThatThrownBy(() -> line("var", written).vars("var", Optional.empty()))
                .isInstanceOf(InputFailure.class)
                .hasMessageStartingWith("cloudflare.var has ")
                .hasMessageContaining("NAME:VALUE");
    }

    @ParameterizedTest
    @CsvSource({"true, false, true", "true, '', true", "false, true, true", "false, false, false"})
    void variablesAreKeptIfOneOfBothSaysSo(boolean config, String line, boolean kept) {
        BuildValues values = line("keepVars", line).keepVars("keepVars", Optional.empty());

        assertThat(config("keep_vars = " + config, values).load().worker().keepVars())
                .isEqualTo(kept);
    }

    @Test
    void pathsStartInTheProject() {
        BuildValues values = line(Map.of("cloudflare.main", "src/a.ts", "cloudflare.assets", "public"))
                .file("main", Optional.empty())
                .assets("assets", Optional.empty())
                .file("tsconfig", Optional.of(FOLDER.resolve("tsconfig.json")));

        LoadedConfig loaded = config("assets = { binding = \"ASSETS\", directory = \"x\" }", values)
                .load();

        assertThat(loaded.worker().main()).contains(FOLDER.resolve("src/a.ts"));
        assertThat(loaded.worker().bundling().tsconfig()).contains(FOLDER.resolve("tsconfig.json"));
        assertThat(loaded.worker().assets()).hasValueSatisfying(assets -> {
            assertThat(assets.directory()).isEqualTo(FOLDER.resolve("public"));
            assertThat(assets.binding()).contains("ASSETS");
        });
    }

    @Test
    void domainsComeToTheRoutes() {
        BuildValues domains = line("domains", "b.com,c.com").domains("domains", Optional.empty());

        assertThat(config("routes = [\"a.com/*\"]", domains).load().worker().routes())
                .extracting(Route::pattern, Route::customDomain)
                .containsExactly(tuple("a.com/*", false), tuple("b.com", true), tuple("c.com", true));
        assertThat(effective("route = \"a.com/*\"", domains))
                .isEqualTo("routes=[\"a.com/*\",{\"pattern\":\"b.com\",\"custom_domain\":true},"
                        + "{\"pattern\":\"c.com\",\"custom_domain\":true}] # top level and command line");
    }

    @Test
    void routesReplaceAndDomainsAreAddedToThem() {
        BuildValues values = line(Map.of("cloudflare.routes", "b.com/*", "cloudflare.domains", "c.com"))
                .texts("routes", Optional.empty())
                .domains("domains", Optional.empty());

        assertThat(effective("route = \"a.com/*\"", values))
                .isEqualTo("routes=[\"b.com/*\",{\"pattern\":\"c.com\",\"custom_domain\":true}] # command line");
    }

    @Test
    void schedulesReplaceThoseOfTheConfigAndLeaveItsEvents() {
        BuildValues crons = line("triggers", "0,30 * * * *; 0 5 * * 1 ").crons("triggers", Optional.empty());

        assertThat(effective("triggers = { crons = [\"* * * * *\"], events = [] }", crons))
                .isEqualTo("triggers={\"crons\":[\"0,30 * * * *\",\"0 5 * * 1\"],\"events\":[]}"
                        + " # top level and command line");
    }

    @ParameterizedTest
    @CsvSource({
        "immediate, '{\"mode\":\"immediate\"}'",
        "deferred 30s, '{\"mode\":\"deferred\",\"max_delay\":30}'",
        "deferred 30, '{\"mode\":\"deferred\",\"max_delay\":30}'",
        "deferred 1.5 m, '{\"mode\":\"deferred\",\"max_delay\":90}'",
        "deferred 20h, '{\"mode\":\"deferred\",\"max_delay\":72000}'",
        "deferred 250ms, '{\"mode\":\"deferred\",\"max_delay\":0.25}'"
    })
    void theWayToNewCodeStandsBesideTheBindings(String written, String strategy) {
        BuildValues values = line("mode", written).codeUpdateMode("mode", Optional.empty());

        assertThat(effective("durable_objects.bindings = []", values))
                .isEqualTo("durable_objects={\"bindings\":[],\"code_update_strategy\":" + strategy
                        + "} # top level and command line");
    }

    @ParameterizedTest
    @ValueSource(strings = {"deferred", "deferred 1 year", "Immediate", "immediate 5s", "deferred -1s"})
    void otherWaysToNewCodeAreRefused(String written) {
        assertThatThrownBy(() -> line("mode", written).codeUpdateMode("mode", Optional.empty()))
                .isInstanceOf(InputFailure.class)
                .hasMessageContaining("must be \"immediate\", or \"deferred\"");
    }

    @Test
    void aDelayThatIsTooLongIsTheConfigReadersBusiness() {
        BuildValues values = line("mode", "deferred 2d").codeUpdateMode("mode", Optional.empty());

        assertThat(config("", values).findings())
                .containsExactly("- the command line's durable_objects.code_update_strategy.max_delay must be between 0"
                        + " and 86400 seconds, found 172800");
    }

    @Test
    void aPathThatIsNoneIsRefused() {
        assertThatThrownBy(() -> line("main", "a\u0000b").file("main", Optional.empty()))
                .isInstanceOf(InputFailure.class)
                .hasMessageContaining("must be a path");
    }
}
