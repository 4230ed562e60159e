package io.github.flaremaven.cloudflare.local.assets;

import io.github.flaremaven.cloudflare.base.Diagnostic;
import io.github.flaremaven.cloudflare.local.assets.AssetOutcome.Header;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The rules of a {@code _headers} file. They change the answers of assets, never those of the Worker. */
public final class HeaderRules {
    private final List<Rule> rules;
    private final List<Diagnostic> warnings;

    HeaderRules(List<Rule> rules, List<Diagnostic> warnings) {
        this.rules = List.copyOf(rules);
        this.warnings = List.copyOf(warnings);
    }

    /**
     * @param set values by name in lower case, in the order of the file
     * @param unset names to remove
     */
    record Rule(RulePattern pattern, Map<String, String> set, List<String> unset) {}

    /** Reads the text of a {@code _headers} file. What is wrong in it is left out and becomes a warning. */
    public static HeaderRules parse(String text) {
        return new HeaderRulesReader().read(text);
    }

    /** What was left out and why, in the order of the file. */
    public List<Diagnostic> warnings() {
        return warnings;
    }

    /**
     * The headers after all rules that fit. The first rule that sets a header replaces the answer's own, the later ones
     * add to it.
     */
    List<Header> apply(Url url, List<Header> headers) {
        List<Header> result = new ArrayList<>(headers);
        Set<String> set = new HashSet<>();
        for (Rule rule : rules) {
            Optional<Map<String, String>> values = rule.pattern().match(url);
            if (values.isPresent()) {
                rule.unset().forEach(name -> remove(result, name));
                rule.set().forEach((name, value) -> {
                    if (set.add(name)) {
                        remove(result, name);
                    }
                    result.add(new Header(name, RulePattern.fill(value, values.get())));
                });
            }
        }
        return result;
    }

    private static void remove(List<Header> headers, String name) {
        headers.removeIf(header -> header.name().equalsIgnoreCase(name));
    }
}
