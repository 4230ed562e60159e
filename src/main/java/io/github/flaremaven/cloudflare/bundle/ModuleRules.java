package io.github.flaremaven.cloudflare.bundle;

import io.github.flaremaven.cloudflare.config.model.ModuleRule;
import io.github.flaremaven.cloudflare.config.model.ModuleType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The rules that count: the project's, then wrangler's defaults. The first rule of a type that does not say
 * {@code fallthrough = true} is the last of its type.
 *
 * @param active in order of precedence
 * @param removed rules that an earlier one of their type shuts out
 */
record ModuleRules(List<ModuleRule> active, List<ModuleRule> removed) {
    private static final List<ModuleRule> DEFAULTS = List.of(
            new ModuleRule(ModuleType.TEXT, List.of("**/*.txt", "**/*.html", "**/*.sql"), Optional.empty()),
            new ModuleRule(ModuleType.DATA, List.of("**/*.bin"), Optional.empty()),
            new ModuleRule(ModuleType.COMPILED_WASM, List.of("**/*.wasm", "**/*.wasm?module"), Optional.empty()));
    private static final ModuleRule PYTHON = new ModuleRule(ModuleType.PYTHON, List.of("**/*.py"), Optional.empty());

    static ModuleRules of(List<ModuleRule> configured, boolean python) {
        List<ModuleRule> all = new ArrayList<>(configured);
        all.addAll(DEFAULTS);
        if (python) {
            all.add(PYTHON);
        }
        List<ModuleRule> active = new ArrayList<>();
        List<ModuleRule> removed = new ArrayList<>();
        Set<ModuleType> completed = EnumSet.noneOf(ModuleType.class);
        for (ModuleRule rule : all) {
            if (completed.contains(rule.type())) {
                removed.add(rule);
            } else {
                active.add(rule);
                if (!rule.fallthrough().orElse(false)) {
                    completed.add(rule.type());
                }
            }
        }
        return new ModuleRules(List.copyOf(active), List.copyOf(removed));
    }

    /** wrangler's warning about rules that are shut out by one that does not say so on purpose. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        for (ModuleRule rule : active) {
            List<String> shutOut = removed.stream()
                    .filter(r -> r.type() == rule.type())
                    .flatMap(r -> r.globs().stream())
                    .toList();
            boolean last = rule.fallthrough().isEmpty();
            if (last && !shutOut.isEmpty()) {
                warnings.add("the " + rule.type().ruleName() + " rule for " + String.join(", ", rule.globs())
                        + " shuts out the later globs " + String.join(", ", shutOut)
                        + "; add fallthrough = true to keep them, or fallthrough = false if that is meant");
            }
        }
        return warnings;
    }
}
