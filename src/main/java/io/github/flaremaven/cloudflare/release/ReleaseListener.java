package io.github.flaremaven.cloudflare.release;

import java.time.Duration;

/** Hears how a release gets on, one method an event. */
public interface ReleaseListener {
    /** Something that a person should know, and that does not stop the release. */
    void warning(String message);

    /** {@code done} of {@code total} files that Cloudflare did not have are there; the others it had already. */
    void assetsUploaded(int done, int total, int known);

    /** Something was made for a binding; {@code what} is its kind and name. */
    void resourceMade(String what, String binding);

    /** A version exists; {@code bytes} is the size of its modules. */
    void versionUploaded(String worker, String versionId, long bytes, Duration took);

    /** Nothing was uploaded, because this version has all the traffic and is what would be uploaded. */
    void unchanged(String worker, String versionId);

    /** A version has all the traffic. */
    void deployed(String worker, String versionId);

    /** A route, domain, schedule … leads to the Worker now. */
    void triggerSet(String description);
}
