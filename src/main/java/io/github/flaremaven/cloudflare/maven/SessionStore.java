package io.github.flaremaven.cloudflare.maven;

import java.util.function.Supplier;
import org.apache.maven.execution.MavenSession;
import org.eclipse.aether.SessionData;

/** What the goals of one build have in common. It lives as long as the build. */
final class SessionStore {
    private final SessionData data;

    SessionStore(MavenSession session) {
        this.data = session.getRepositorySession().getData();
    }

    /** The one object under the key, made when nobody has made it before. */
    <T> T get(Class<T> type, String key, Supplier<T> factory) {
        // The class is part of the key: the same plugin may be loaded twice in a build, by two class loaders.
        Object fullKey = type.getName() + "@" + System.identityHashCode(type) + ":" + key;
        synchronized (data) {
            Object present = data.get(fullKey);
            if (present == null) {
                present = factory.get();
                data.set(fullKey, present);
            }
            return type.cast(present);
        }
    }
}
