package io.github.flaremaven.cloudflare.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Gathers what a build says beside the config, as the flags of {@code wrangler deploy} do. Each value has a name, under
 * which the POM has it as a parameter and the command line as {@code -Dcloudflare.NAME}. The command line beats the POM,
 * and if it gives nothing under the name ({@code -Dcloudflare.NAME=}) the config counts. Every method throws {@link
 * InputFailure} for a value that cannot be read.
 */
public final class BuildValues {
    private static final String PREFIX = "cloudflare.";

    private final Path folder;
    private final Map<String, String> commandLine;
    private final Map<String, String> pomProperties;
    private final List<ConfigOverride> overrides = new ArrayList<>();

    /**
     * @param folder what paths on the command line are relative to
     * @param commandLine all properties of the command line
     * @param pomProperties all properties of the POM
     */
    public BuildValues(Path folder, Map<String, String> commandLine, Map<String, String> pomProperties) {
        this.folder = folder.toAbsolutePath().normalize();
        this.commandLine = Map.copyOf(commandLine);
        this.pomProperties = Map.copyOf(pomProperties);
    }

    /** What was gathered; of two values for a key the later one counts. */
    public List<ConfigOverride> overrides() {
        return List.copyOf(overrides);
    }

    public BuildValues text(String name, Optional<String> ofPom) {
        return add(name, key(name), ofPom, text -> text, TextNode::valueOf);
    }

    public BuildValues flag(String name, Optional<Boolean> ofPom) {
        return add(name, key(name), ofPom, text -> truth(name, text), BooleanNode::valueOf);
    }

    public BuildValues file(String name, Optional<Path> ofPom) {
        return add(name, key(name), ofPom, text -> path(name, text), file -> TextNode.valueOf(file.toString()));
    }

    /** Several texts, with commas between them on the command line. */
    public BuildValues texts(String name, Optional<List<String>> ofPom) {
        return add(name, key(name), ofPom, BuildValues::split, Json::array);
    }

    /**
     * Texts by name, each written {@code NAME:VALUE}, with commas between them on the command line. The property {@code
     * cloudflare.name.NAME} gives one alone, whose value may have commas. They join those of the config.
     */
    public BuildValues pairs(String name, Optional<List<String>> ofPom) {
        return pairs(name, key(name), ofPom);
    }

    /** Pairs for {@code vars}. */
    public BuildValues vars(String name, Optional<List<String>> ofPom) {
        return pairs(name, "vars", ofPom);
    }

    /** {@code true} counts beside the config's; {@code false} does not take the config's away, as in wrangler. */
    public BuildValues keepVars(String name, Optional<Boolean> ofPom) {
        given(name, ofPom, text -> truth(name, text))
                .filter(keep -> keep)
                .ifPresent(keep -> add(key(name), BooleanNode.TRUE, source(name)));
        return this;
    }

    /** The folder of the assets; what else the config says about them stays. */
    public BuildValues assets(String name, Optional<Path> ofPom) {
        return add(
                name,
                "assets",
                ofPom,
                text -> path(name, text),
                file -> Json.object().put("directory", file.toString()));
    }

    /** Schedules, with semicolons between them on the command line, because a schedule may have commas itself. */
    public BuildValues crons(String name, Optional<List<String>> ofPom) {
        return add(name, "triggers", ofPom, text -> List.of(text.split(";", -1)), crons -> {
            List<String> stripped = crons.stream().map(String::strip).toList();
            stripped.stream()
                    .filter(c -> c.split("\\s+", -1).length != 5)
                    .findFirst()
                    .ifPresent(c -> {
                        throw wrong(name, c, "schedules of five fields, separated by semicolons on the command line");
                    });
            return Json.object().set("crons", Json.array(stripped));
        });
    }

    /** Custom domains, which come to the config's routes. */
    public BuildValues domains(String name, Optional<List<String>> ofPom) {
        given(name, ofPom, BuildValues::split).ifPresent(domains -> {
            ArrayNode routes = Json.array();
            domains.forEach(d -> routes.addObject().put("pattern", d).put("custom_domain", true));
            overrides.add(new ConfigOverride("routes", routes, source(name), true));
        });
        return this;
    }

    /** How Durable Objects get new code; see {@link CodeUpdateMode}. */
    public BuildValues codeUpdateMode(String name, Optional<String> ofPom) {
        return add(
                name,
                "durable_objects",
                ofPom,
                text -> text,
                mode -> Json.object()
                        .set(
                                "code_update_strategy",
                                CodeUpdateMode.parse(mode).orElseThrow(() -> wrong(name, mode, CodeUpdateMode.FORM))));
    }

    private BuildValues pairs(String name, String key, Optional<List<String>> ofPom) {
        if (!commandLine.containsKey(PREFIX + name)) {
            ofPom.ifPresent(pairs -> add(key, table(name, pairs), Origin.Source.POM));
        }
        add(key, single(pomProperties, name), Origin.Source.POM);
        onLine(name).ifPresent(text -> add(key, table(name, split(text)), Origin.Source.COMMAND_LINE));
        add(key, single(commandLine, name), Origin.Source.COMMAND_LINE);
        return this;
    }

    private static ObjectNode table(String name, List<String> pairs) {
        ObjectNode table = Json.object();
        for (String pair : pairs) {
            int colon = pair.indexOf(':');
            if (colon < 1) {
                throw wrong(name, pair, "NAME:VALUE; -D" + PREFIX + name + ".NAME=VALUE takes a value with commas");
            }
            table.put(pair.substring(0, colon), pair.substring(colon + 1));
        }
        return table;
    }

    /** The pairs that have a property each. */
    private static ObjectNode single(Map<String, String> properties, String name) {
        String prefix = PREFIX + name + ".";
        ObjectNode table = Json.object();
        new TreeMap<>(properties).tailMap(prefix).forEach((property, value) -> {
            if (property.startsWith(prefix) && property.length() > prefix.length()) {
                table.put(property.substring(prefix.length()), value);
            }
        });
        return table;
    }

    private <T> BuildValues add(
            String name, String key, Optional<T> ofPom, Function<String, T> reader, Function<T, JsonNode> writer) {
        given(name, ofPom, reader).ifPresent(value -> add(key, writer.apply(value), source(name)));
        return this;
    }

    private void add(String key, JsonNode value, Origin.Source source) {
        if (!value.isObject() || !value.isEmpty()) {
            overrides.add(new ConfigOverride(key, value, source));
        }
    }

    private <T> Optional<T> given(String name, Optional<T> ofPom, Function<String, T> reader) {
        return commandLine.containsKey(PREFIX + name) ? onLine(name).map(reader) : ofPom;
    }

    private Optional<String> onLine(String name) {
        return Optional.ofNullable(commandLine.get(PREFIX + name))
                .map(String::strip)
                .filter(text -> !text.isEmpty());
    }

    private Origin.Source source(String name) {
        return commandLine.containsKey(PREFIX + name) ? Origin.Source.COMMAND_LINE : Origin.Source.POM;
    }

    /** The config's word for what the build calls {@code name}: {@code upload_source_maps} for uploadSourceMaps. */
    private static String key(String name) {
        return name.replaceAll("(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }

    private static List<String> split(String text) {
        return List.of(text.strip().split("\\s*,\\s*", -1));
    }

    private static boolean truth(String name, String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(name, text, "true or false");
        };
    }

    private Path path(String name, String text) {
        try {
            return folder.resolve(text);
        } catch (InvalidPathException e) {
            throw wrong(name, text, "a path: " + e.getReason());
        }
    }

    private static InputFailure wrong(String name, String found, String wanted) {
        return new InputFailure(PREFIX + name + " has \"" + found + "\", and must be " + wanted);
    }
}
