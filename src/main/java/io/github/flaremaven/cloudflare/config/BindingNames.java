package io.github.flaremaven.cloudflare.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The names in a Worker's {@code env}, which all kinds of bindings and the required secrets share. */
final class BindingNames {
    private final Map<String, List<NodePath>> claims = new LinkedHashMap<>();

    void claim(String name, NodePath path) {
        if (!name.isEmpty()) {
            claims.computeIfAbsent(name, n -> new ArrayList<>()).add(path);
        }
    }

    /** Reports every place that claims a name which an earlier one has. */
    void check(Findings findings) {
        claims.forEach((name, places) -> places.stream()
                .skip(1)
                .forEach(place -> findings.error(
                        place,
                        "two bindings are called \"" + name + "\": " + places.get(0) + " and " + place
                                + "; each name can be used once")));
    }
}
