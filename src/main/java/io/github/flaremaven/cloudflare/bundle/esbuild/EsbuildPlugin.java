package io.github.flaremaven.cloudflare.bundle.esbuild;

import java.util.List;
import java.util.Optional;

/**
 * What the host adds to a build: answers to imports and contents of modules. Callbacks are tried in the order of the
 * list, and across plugins in the order in which the build names them; the first answer counts. They may be called
 * concurrently.
 *
 * @param name shown in esbuild's messages
 */
public record EsbuildPlugin(String name, List<OnResolve> onResolve, List<OnLoad> onLoad) {

    /**
     * Decides what an import means.
     *
     * @param filter a Go regular expression on the import's text; the narrower, the fewer calls
     */
    public record OnResolve(String filter, Resolver resolver) {}

    /**
     * Gives the contents of modules.
     *
     * @param filter a Go regular expression on the path
     * @param namespace only modules of this namespace
     */
    public record OnLoad(String filter, String namespace, Loader loader) {}

    /** Answers an import, or declines with an empty answer. */
    public interface Resolver {
        /**
         * Called for every import that the filter matches.
         *
         * @throws io.github.flaremaven.cloudflare.base.Failure shown as an error at the import
         */
        Optional<Resolution> resolve(Import imported, Asker esbuild);
    }

    /** Answers with the contents of a module. */
    public interface Loader {
        Contents load(String path);
    }

    /** Lets a resolver ask esbuild what it would make of an import; this plugin itself is not asked again. */
    public interface Asker {
        /**
         * What {@code path} means, imported from a module in {@code resolveDir}.
         *
         * @return absent when esbuild finds nothing
         */
        Optional<Resolution> resolve(String path, String resolveDir);
    }

    /**
     * An import as it stands in the code.
     *
     * @param path its text
     * @param importer absolute path of the importing module; empty for the entry module
     * @param resolveDir absolute path of the folder that relative imports count from; empty in virtual modules
     * @param kind esbuild's word: {@code import-statement}, {@code require-call}, {@code dynamic-import}, {@code entry-point} …
     */
    public record Import(String path, String importer, String resolveDir, String kind) {}

    /**
     * The answer to an import.
     *
     * @param external stays an import in the output
     * @param namespace {@code file} for files; anything else for modules that a loader gives
     */
    public record Resolution(String path, boolean external, String namespace) {
        public static Resolution external(String path) {
            return new Resolution(path, true, "");
        }
    }

    /** Source text of a module; {@code resolveDir} is where its own imports count from. */
    public record Contents(String text, String loader, Optional<String> resolveDir) {}
}
