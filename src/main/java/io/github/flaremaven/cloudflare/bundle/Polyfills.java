package io.github.flaremaven.cloudflare.bundle;

import java.nio.file.Path;

/**
 * The packages that stand in for what the runtime lacks at older compatibility dates. Asked only when a Worker needs
 * them.
 */
public interface Polyfills {
    /**
     * The folder that holds the packages {@code unenv} and {@code @cloudflare/unenv-preset}.
     *
     * @throws io.github.flaremaven.cloudflare.base.Failure when they are nowhere to be found
     */
    Path folder();

    /** The file that a package path such as {@code unenv/node/fs} means. */
    default Path resolve(String specifier) {
        if (specifier.equals("unenv/mock/proxy-cjs")) {
            return folder().resolve("unenv/lib/mock.cjs");
        }
        int split = specifier.indexOf('/', specifier.startsWith("@") ? specifier.indexOf('/') + 1 : 0);
        return folder().resolve(specifier.substring(0, split))
                .resolve("dist/runtime")
                .resolve(specifier.substring(split + 1) + ".mjs");
    }
}
