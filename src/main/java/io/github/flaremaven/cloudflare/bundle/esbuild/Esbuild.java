package io.github.flaremaven.cloudflare.bundle.esbuild;

/** Runs builds. */
public interface Esbuild extends AutoCloseable {
    /**
     * Runs a build; several may run at once.
     *
     * @throws io.github.flaremaven.cloudflare.base.ToolFailure when esbuild breaks; errors in the code are in the result
     */
    EsbuildResult build(EsbuildRequest request);

    @Override
    void close();
}
