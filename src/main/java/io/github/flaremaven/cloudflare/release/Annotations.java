package io.github.flaremaven.cloudflare.release;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a version says about itself.
 *
 * @param tag at most 100 bytes
 * @param message the API cuts it at 1000 bytes
 * @param previewAlias a second name for the preview address
 * @param stamped whether the tag, which nobody chose, is to end with the version's fingerprint, so that a later release sees
 *     what is live already
 */
public record Annotations(
        Optional<String> tag, Optional<String> message, Optional<String> previewAlias, boolean stamped) {
    private static final String STAMP = "+";
    private static final int LONGEST_TAG = 100;
    private static final int LONGEST_MESSAGE = 1000;

    public Annotations {
        tag = tag.filter(t -> !t.isBlank()).map(t -> cut(t, LONGEST_TAG));
        message = message.filter(m -> !m.isBlank()).map(m -> cut(m, LONGEST_MESSAGE));
    }

    /** With a tag that somebody chose, if any. */
    public Annotations(Optional<String> tag, Optional<String> message, Optional<String> previewAlias) {
        this(tag, message, previewAlias, false);
    }

    public static Annotations none() {
        return new Annotations(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** With the fingerprint in the tag, where it belongs there. */
    Annotations stamp(String fingerprint) {
        String end = STAMP + fingerprint;
        return stamped
                ? new Annotations(
                        Optional.of(cut(tag.orElse(""), LONGEST_TAG - end.length()) + end), message, previewAlias, true)
                : this;
    }

    /** Whether a version's tag says that it has this fingerprint. */
    static boolean carries(Optional<String> tag, String fingerprint) {
        return tag.filter(t -> t.endsWith(STAMP + fingerprint)).isPresent();
    }

    void addTo(ObjectNode metadata, boolean always) {
        ObjectNode node = Json.object();
        message.ifPresent(m -> node.put("workers/message", m));
        tag.ifPresent(t -> node.put("workers/tag", t));
        previewAlias.ifPresent(a -> node.put("workers/alias", a));
        if (always || !node.isEmpty()) {
            metadata.set("annotations", node);
        }
    }

    /** The longest beginning of the text that fits, counted in UTF-8 and cut between characters. */
    private static String cut(String text, int most) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= most) {
            return text;
        }
        int end = most;
        while ((bytes[end] & 0xC0) == 0x80) { // inside a character
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }
}
