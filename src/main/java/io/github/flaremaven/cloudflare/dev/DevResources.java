package io.github.flaremaven.cloudflare.dev;

import io.github.flaremaven.cloudflare.release.ReleaseListener;
import java.time.Duration;

/** Of what a release tells, a development loop passes on what its user does not know yet. */
final class DevResources implements ReleaseListener {
    private final DevListener listener;

    DevResources(DevListener listener) {
        this.listener = listener;
    }

    @Override
    public void warning(String message) {
        listener.warning(message);
    }

    @Override
    public void resourceMade(String what, String binding) {
        listener.made(what, binding);
    }

    @Override
    public void assetsUploaded(int done, int total, int known) {}

    @Override
    public void versionUploaded(String worker, String versionId, long bytes, Duration took) {}

    @Override
    public void unchanged(String worker, String versionId) {}

    @Override
    public void deployed(String worker, String versionId) {}

    @Override
    public void triggerSet(String description) {}
}
