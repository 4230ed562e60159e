package io.github.flaremaven.cloudflare.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Collects where the plugin differs from wrangler, a line each. */
final class Differences {
    private static final int LONGEST = 160;

    private final List<String> lines = new ArrayList<>();
    private int sameBytes;
    private int sameSense;

    List<String> lines() {
        return List.copyOf(lines);
    }

    /** Counts a module that equals wrangler's, byte for byte or only after what has no meaning was left out. */
    void same(boolean bytes) {
        if (bytes) {
            sameBytes++;
        } else {
            sameSense++;
        }
    }

    int sameBytes() {
        return sameBytes;
    }

    int sameSense() {
        return sameSense;
    }

    void add(String where, String wrangler, String plugin) {
        lines.add(where + ": wrangler " + wrangler + ", plugin " + plugin);
    }

    /** Two values that are to be equal; absent is {@code null}. */
    void compare(String where, @Nullable Object wrangler, @Nullable Object plugin) {
        if (!Objects.equals(wrangler, plugin)) {
            add(where, shown(wrangler), shown(plugin));
        }
    }

    private static String shown(@Nullable Object value) {
        if (value == null) {
            return "none";
        }
        String text = value instanceof JsonNode node ? Json.compact(node) : value.toString();
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    /** Two trees, down to the fields that differ. */
    void compareJson(String where, @Nullable JsonNode wrangler, @Nullable JsonNode plugin) {
        if (wrangler != null && plugin != null && wrangler.isObject() && plugin.isObject()) {
            Set<String> names = new LinkedHashSet<>();
            wrangler.fieldNames().forEachRemaining(names::add);
            plugin.fieldNames().forEachRemaining(names::add);
            names.forEach(name -> compareJson(where + "." + name, wrangler.get(name), plugin.get(name)));
            return;
        }
        if (wrangler != null && plugin != null && wrangler.isNumber() && plugin.isNumber()) {
            if (wrangler.decimalValue().compareTo(plugin.decimalValue()) != 0) {
                compare(where, wrangler, plugin);
            }
            return;
        }
        compare(where, wrangler, plugin);
    }

    /** Lists of things that have names and no order. */
    void compareNamed(String where, Iterable<JsonNode> wrangler, Iterable<JsonNode> plugin) {
        Map<String, JsonNode> theirs = named(wrangler);
        Map<String, JsonNode> ours = named(plugin);
        Set<String> names = new LinkedHashSet<>(theirs.keySet());
        names.addAll(ours.keySet());
        names.forEach(name -> compareJson(where + " " + name, theirs.get(name), ours.get(name)));
    }

    private static Map<String, JsonNode> named(Iterable<JsonNode> items) {
        Map<String, JsonNode> named = new TreeMap<>();
        items.forEach(item -> named.put(item.path("name").asText(), item));
        return named;
    }
}
