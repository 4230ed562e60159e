package io.github.flaremaven.cloudflare.maven;

import java.nio.file.Path;

/** Makes a bundle archive part of the build: the main artifact of our packaging, an attached one elsewhere. */
public final class BundleArtifact {
    /** The packaging of projects that are a Worker and nothing else. */
    public static final String PACKAGING = "cloudflare-worker";

    private static final String CLASSIFIER = "worker";

    private BundleArtifact() {}

    public static void attach(Surroundings surroundings, Path archive) {
        if (surroundings.project().getPackaging().equals(PACKAGING)) {
            surroundings.project().getArtifact().setFile(archive.toFile());
        } else {
            surroundings.helper().attachArtifact(surroundings.project(), "zip", CLASSIFIER, archive.toFile());
        }
    }
}
