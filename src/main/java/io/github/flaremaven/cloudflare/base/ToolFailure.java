package io.github.flaremaven.cloudflare.base;

/** Something the build leans on did not work: esbuild, workerd, npm, git, or the disk. */
public final class ToolFailure extends Failure {
    private static final long serialVersionUID = 1L;

    public ToolFailure(String message) {
        super(message);
    }

    public ToolFailure(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public boolean isForUserToMend() {
        return false;
    }
}
