package io.github.flaremaven.cloudflare.maven;

import java.util.Optional;

/** Keeps the version that {@code upload-version} uploaded, so that {@code deploy} deploys that very one. */
public final class UploadedVersion {
    private Optional<String> id = Optional.empty();

    public synchronized void set(String versionId) {
        id = Optional.of(versionId);
    }

    public synchronized Optional<String> id() {
        return id;
    }
}
