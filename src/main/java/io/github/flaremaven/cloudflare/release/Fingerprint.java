package io.github.flaremaven.cloudflare.release;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.bundle.WorkerBundle;
import io.github.flaremaven.cloudflare.bundle.assets.AssetManifest;
import io.github.flaremaven.cloudflare.cloudflare.http.Body;
import io.github.flaremaven.cloudflare.cloudflare.http.Content;
import io.github.flaremaven.cloudflare.config.model.Binding;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A short digest of all that a release sends for a version: metadata, modules, static files, settings. Two releases with the
 * same fingerprint make the same Worker. Tag and message do not count; the fingerprint is a part of the tag.
 */
final class Fingerprint {
    private static final int BYTES = 8;

    private Fingerprint() {}

    /** 16 hex digits. */
    static String of(
            WorkerConfig config,
            Optional<WorkerBundle> bundle,
            List<Binding> bindings,
            Optional<AssetManifest> files,
            ObjectNode settings) {
        // How the Worker gets there, new or as a version, makes no difference to what it is.
        Body.Multipart form = new UploadForm(
                        config,
                        bundle,
                        UploadForm.Kind.DEPLOY_VERSION,
                        bindings,
                        Annotations.none(),
                        Optional.empty(),
                        config.assets().flatMap(a -> files.map(f -> AssetUpload.description(a, f))))
                .build();
        MessageDigest digest = sha256();
        for (Body.Part part : form.parts()) {
            add(digest, part.name());
            add(digest, part.fileName().orElse(""));
            add(digest, part.contentType().orElse(""));
            if (part.content() instanceof Content.InMemory memory) {
                add(digest, memory.bytes().toByteArray());
            }
        }
        add(digest, Json.compact(settings));
        return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
    }

    private static void add(MessageDigest digest, String text) {
        add(digest, text.getBytes(StandardCharsets.UTF_8));
    }

    /** With the length in front, so that what stands side by side cannot be taken for something else. */
    private static void add(MessageDigest digest, byte[] bytes) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
