package io.github.flaremaven.cloudflare.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** Compares two forms part by part; in the metadata of an upload bindings have no order. */
final class FormComparison {
    private static final String METADATA = "metadata";
    /** Its lines are in the order in which the file system lists files. */
    private static final String SITE_MANIFEST = "__STATIC_CONTENT_MANIFEST";

    private final String where;
    private final Differences differences;
    private final UnaryOperator<String> theirIds;
    private final UnaryOperator<String> ourIds;

    /** The operators replace ids, of wrangler and of the plugin. */
    FormComparison(
            String where, Differences differences, UnaryOperator<String> theirIds, UnaryOperator<String> ourIds) {
        this.where = where;
        this.differences = differences;
        this.theirIds = theirIds;
        this.ourIds = ourIds;
    }

    void compare(List<FormPart> wrangler, List<FormPart> plugin) {
        Map<String, FormPart> theirs = byName(wrangler);
        Map<String, FormPart> ours = byName(plugin);
        Set<String> names = new LinkedHashSet<>(theirs.keySet());
        names.addAll(ours.keySet());
        for (String name : names) {
            Optional<FormPart> their = Optional.ofNullable(theirs.get(name));
            Optional<FormPart> our = Optional.ofNullable(ours.get(name));
            if (their.isPresent() && our.isPresent()) {
                part(their.get(), our.get());
            } else {
                differences.add(where + " part " + name, presence(their), presence(our));
            }
        }
        if (theirs.containsKey(METADATA) && ours.containsKey(METADATA)) {
            String main = main(wrangler);
            differences.compare(where + " order of parts", order(wrangler, main), order(plugin, main));
        }
    }

    private static String presence(Optional<FormPart> part) {
        return part.map(p -> p.contentType().orElse("some")).orElse("none");
    }

    private static Map<String, FormPart> byName(List<FormPart> parts) {
        Map<String, FormPart> byName = new LinkedHashMap<>();
        parts.forEach(p -> byName.put(p.name(), p));
        return byName;
    }

    private static String main(List<FormPart> parts) {
        JsonNode metadata = parts.stream()
                .filter(p -> p.name().equals(METADATA))
                .findFirst()
                .map(p -> Json.parse(p.content().text()))
                .orElseThrow();
        return metadata.path("main_module").asText(metadata.path("body_part").asText());
    }

    /** Only the place of the metadata and of the entry module means something. */
    private static List<String> order(List<FormPart> parts, String main) {
        return parts.stream()
                .map(FormPart::name)
                .filter(name -> name.equals(METADATA) || name.equals(main))
                .toList();
    }

    private void part(FormPart wrangler, FormPart plugin) {
        String part = where + " part " + wrangler.name();
        if (wrangler.name().equals(METADATA)) {
            metadata(
                    Json.parse(theirIds.apply(wrangler.content().text())),
                    Json.parse(ourIds.apply(plugin.content().text())));
            return;
        }
        differences.compare(
                part + " type",
                wrangler.contentType().orElse(null),
                plugin.contentType().orElse(null));
        differences.compare(
                part + " file name",
                wrangler.fileName().orElse(null),
                plugin.fileName().orElse(null));
        if (wrangler.name().equals(SITE_MANIFEST)) {
            differences.compareJson(
                    part,
                    Json.parse(wrangler.content().text()),
                    Json.parse(plugin.content().text()));
            return;
        }
        String type = wrangler.contentType().orElse("");
        if (ModuleText.isSame(type, wrangler.content(), plugin.content())) {
            differences.same(wrangler.content().equals(plugin.content()));
        } else {
            differences.add(
                    part + " content",
                    ModuleText.firstDifference(type, wrangler.content(), plugin.content()),
                    ModuleText.firstDifference(type, plugin.content(), wrangler.content()));
        }
    }

    private void metadata(JsonNode wrangler, JsonNode plugin) {
        differences.compareNamed(where + " binding", wrangler.path("bindings"), plugin.path("bindings"));
        differences.compare(
                where + " metadata.keep_bindings",
                new TreeSet<>(Json.texts(wrangler, "keep_bindings")),
                new TreeSet<>(Json.texts(plugin, "keep_bindings")));
        differences.compareJson(where + " metadata", rest(wrangler), rest(plugin));
    }

    /** Empty lists of bindings and of what is kept mean the same as none. */
    private static ObjectNode rest(JsonNode metadata) {
        ObjectNode rest = ((ObjectNode) metadata).deepCopy();
        rest.remove(List.of("bindings", "keep_bindings"));
        return rest;
    }
}
