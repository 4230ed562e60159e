package io.github.flaremaven.cloudflare.local.api;

import io.github.flaremaven.cloudflare.local.state.BlobStore;
import io.github.flaremaven.cloudflare.local.state.Folders;
import io.github.flaremaven.cloudflare.local.state.Script;
import io.github.flaremaven.cloudflare.local.state.Script.ObjectClass;
import io.github.flaremaven.cloudflare.local.state.Version;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Deletes what no Worker needs any more, so that the state does not grow with every deployment. */
final class Leftovers {
    private final Supplier<List<Script>> scripts;
    private final BlobStore modules;
    private final BlobStore files;
    private final Path objects;
    private final Supplier<Set<String>> awaited;

    /**
     * Looks after these stores.
     *
     * @param scripts all Workers there are
     * @param objects the folder of all Durable Objects
     * @param awaited hashes of static files that uploads which are under way count on
     */
    Leftovers(
            Supplier<List<Script>> scripts,
            BlobStore modules,
            BlobStore files,
            Path objects,
            Supplier<Set<String>> awaited) {
        this.scripts = scripts;
        this.modules = modules;
        this.files = files;
        this.objects = objects;
        this.awaited = awaited;
    }

    /** A Worker changed: versions may have been forgotten, Durable Object classes deleted. */
    void clear(Script before, Script after) {
        boolean forgot =
                before.versions().stream().anyMatch(v -> after.version(v.id()).isEmpty());
        if (forgot) {
            clearContents();
        }
        clearObjects(before);
    }

    /** A Worker is gone. */
    void clear(Script gone) {
        clearContents();
        clearObjects(gone);
    }

    private void clearContents() {
        Set<String> code = new HashSet<>();
        Set<String> assets = new HashSet<>(awaited.get());
        for (Script script : scripts.get()) {
            for (Version version : script.versions()) {
                version.modules().forEach(m -> code.add(m.sha256()));
                version.assets().ifPresent(a -> a.files().values().forEach(f -> assets.add(f.hash())));
            }
        }
        modules.retain(code);
        files.retain(assets);
    }

    private void clearObjects(Script before) {
        List<String> kept = scripts.get().stream()
                .flatMap(s -> s.objectClasses().values().stream())
                .map(ObjectClass::uniqueKey)
                .toList();
        before.objectClasses().values().stream()
                .map(ObjectClass::uniqueKey)
                .filter(key -> !kept.contains(key))
                .forEach(key -> Folders.delete(objects.resolve(key)));
    }
}
