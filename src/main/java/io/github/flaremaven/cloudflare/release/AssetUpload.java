package io.github.flaremaven.cloudflare.release;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.ApiFailure;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Failure;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import io.github.flaremaven.cloudflare.bundle.assets.AssetFile;
import io.github.flaremaven.cloudflare.bundle.assets.AssetManifest;
import io.github.flaremaven.cloudflare.cloudflare.AssetApi;
import io.github.flaremaven.cloudflare.cloudflare.http.Body;
import io.github.flaremaven.cloudflare.config.model.Assets;
import io.github.flaremaven.cloudflare.config.model.Assets.RunWorkerFirst;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Uploads the assets that Cloudflare does not have yet and gives what the upload's metadata says about all of them. An
 * interrupted upload is taken up where it ended: what arrived stays, and the next session asks only for the rest.
 */
final class AssetUpload {
    /** wrangler's figure; the API sizes the requests so that three at a time are welcome. */
    private static final int PARALLEL = 3;

    private static final String NO_TYPE = "application/null";

    private final AssetApi api;
    private final ReleaseListener listener;

    AssetUpload(AssetApi api, ReleaseListener listener) {
        this.api = api;
        this.listener = listener;
    }

    /**
     * Runs a whole session.
     *
     * @return the metadata's {@code assets} field
     * @throws ToolFailure when a file vanishes meanwhile
     */
    ObjectNode run(Assets config, AssetManifest manifest) {
        AssetApi.Session session = api.start(manifestJson(manifest));
        String token = session.buckets().isEmpty() ? session.jwt() : upload(session, manifest);
        ObjectNode assets = Json.object().put("jwt", token);
        assets.set("config", config(config, manifest));
        return assets;
    }

    private static ObjectNode manifestJson(AssetManifest manifest) {
        ObjectNode json = Json.object();
        manifest.files()
                .forEach(f -> json.putObject(f.path()).put("hash", f.hash()).put("size", f.size()));
        return json;
    }

    private String upload(AssetApi.Session session, AssetManifest manifest) {
        Map<String, AssetFile> byHash = new HashMap<>();
        manifest.files().forEach(f -> byHash.putIfAbsent(f.hash(), f));
        int total = session.buckets().stream().mapToInt(List::size).sum();
        int known = byHash.size() - total;
        AtomicInteger done = new AtomicInteger();
        listener.assetsUploaded(0, total, known);
        ExecutorService workers = Executors.newFixedThreadPool(PARALLEL);
        try {
            List<Future<Optional<String>>> uploads = new ArrayList<>();
            for (List<String> bucket : session.buckets()) {
                uploads.add(workers.submit(() -> {
                    Optional<String> token = api.upload(session.jwt(), form(bucket, byHash));
                    listener.assetsUploaded(done.addAndGet(bucket.size()), total, known);
                    return token;
                }));
            }
            return completionToken(uploads);
        } finally {
            workers.shutdownNow();
        }
    }

    /** Only the request that completes the set is answered with a token, whichever that is. */
    private static String completionToken(List<Future<Optional<String>>> uploads) {
        Optional<String> token = Optional.empty();
        for (Future<Optional<String>> upload : uploads) {
            try {
                Optional<String> given = upload.get();
                token = given.isPresent() ? given : token;
            } catch (ExecutionException e) {
                throw e.getCause() instanceof Failure failure
                        ? failure
                        : new ToolFailure("the assets cannot be uploaded: " + e.getCause(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ToolFailure("interrupted while the assets were uploaded", e);
            }
        }
        return token.orElseThrow(() -> new ApiFailure(
                "cannot upload the assets: the API took all files and gave no completion token; run the goal again",
                "POST …/workers/assets/upload",
                200,
                List.of(),
                Optional.empty()));
    }

    private static Body.Multipart form(List<String> bucket, Map<String, AssetFile> byHash) {
        List<Body.Part> parts = new ArrayList<>();
        for (String hash : bucket) {
            AssetFile file = byHash.get(hash);
            if (file == null) {
                throw new ApiFailure(
                        "cannot upload the assets: the API asks for a file that was not announced (" + hash + ")",
                        "POST …/assets-upload-session",
                        200,
                        List.of(),
                        Optional.empty());
            }
            parts.add(new Body.Part(
                    hash,
                    Optional.of(hash),
                    Optional.of(file.contentType().orElse(NO_TYPE)),
                    Bytes.of(Base64.getEncoder().encode(read(file)))));
        }
        return new Body.Multipart(parts);
    }

    private static byte[] read(AssetFile file) {
        try {
            return Files.readAllBytes(file.file());
        } catch (IOException e) {
            throw new InputFailure("the asset " + file.file() + " cannot be read any more: " + e);
        }
    }

    private static ObjectNode config(Assets assets, AssetManifest manifest) {
        ObjectNode config = Json.object();
        assets.htmlHandling().ifPresent(h -> config.put("html_handling", h));
        assets.notFoundHandling().ifPresent(h -> config.put("not_found_handling", h));
        assets.basePath().ifPresent(p -> config.put("base_path", p));
        assets.runWorkerFirst().ifPresent(first -> {
            if (first instanceof RunWorkerFirst.Always always) {
                config.put("run_worker_first", always.value());
            } else if (first instanceof RunWorkerFirst.Rules rules) {
                config.set("run_worker_first", Json.array(rules.patterns()));
            }
        });
        manifest.redirects().ifPresent(text -> config.put("_redirects", text));
        manifest.headers().ifPresent(text -> config.put("_headers", text));
        return config;
    }
}
