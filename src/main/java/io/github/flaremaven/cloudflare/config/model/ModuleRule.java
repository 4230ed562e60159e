package io.github.flaremaven.cloudflare.config.model;

import java.util.List;
import java.util.Optional;

/**
 * Which imports become modules of their own.
 *
 * @param globs matched against the import's text while bundling, against paths below the module root otherwise
 * @param fallthrough whether later rules of the same type still count; absent means no
 */
public record ModuleRule(ModuleType type, List<String> globs, Optional<Boolean> fallthrough) {
    public ModuleRule {
        globs = List.copyOf(globs);
    }
}
