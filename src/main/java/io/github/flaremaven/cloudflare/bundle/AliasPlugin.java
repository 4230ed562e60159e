package io.github.flaremaven.cloudflare.bundle;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildPlugin;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildPlugin.Import;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildPlugin.OnResolve;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildPlugin.Resolution;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Points imports elsewhere, by their exact names; esbuild's own option would match sub-paths as well. Targets count from the
 * project and are found as Node.js finds them. What Node.js does not find, such as a TypeScript file without its extension,
 * esbuild may.
 */
final class AliasPlugin {
    private final Map<String, String> aliases;
    private final Path root;

    AliasPlugin(Map<String, String> aliases, Path root) {
        this.aliases = aliases;
        this.root = root;
    }

    /** Absent when there are no aliases. */
    Optional<EsbuildPlugin> plugin() {
        if (aliases.isEmpty()) {
            return Optional.empty();
        }
        String filter = aliases.keySet().stream().map(Pattern::quote).collect(Collectors.joining("|", "^(", ")$"));
        return Optional.of(new EsbuildPlugin("alias", List.of(new OnResolve(filter, this::resolve)), List.of()));
    }

    private Optional<Resolution> resolve(Import i, EsbuildPlugin.Asker esbuild) {
        String target = aliases.getOrDefault(i.path(), "");
        return Optional.of(NodeResolver.require(target, root)
                .map(file -> new Resolution(file.toString(), false, "file"))
                .or(() -> esbuild.resolve(target, root.toString()))
                .orElseThrow(() -> new InputFailure("the alias of \"" + i.path() + "\" leads to \"" + target
                        + "\", which cannot be found from " + root)));
    }
}
