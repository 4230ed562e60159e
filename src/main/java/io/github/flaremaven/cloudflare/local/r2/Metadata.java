package io.github.flaremaven.cloudflare.local.r2;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What comes with the content of an object.
 *
 * @param custom in the order given
 * @param storageClass {@code Standard} or {@code InfrequentAccess}
 */
public record Metadata(HttpFields http, Map<String, String> custom, String storageClass) {
    public Metadata {
        custom = Collections.unmodifiableMap(new LinkedHashMap<>(custom));
    }
}
