package io.github.flaremaven.cloudflare.release;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.ApiFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.Pause;
import io.github.flaremaven.cloudflare.base.Secret;
import io.github.flaremaven.cloudflare.bundle.assets.AssetFile;
import io.github.flaremaven.cloudflare.bundle.assets.AssetManifest;
import io.github.flaremaven.cloudflare.cloudflare.AssetApi;
import io.github.flaremaven.cloudflare.cloudflare.UploadSession;
import io.github.flaremaven.cloudflare.cloudflare.http.Body;
import io.github.flaremaven.cloudflare.cloudflare.http.Content;
import io.github.flaremaven.cloudflare.cloudflare.http.Content.Encoding;
import io.github.flaremaven.cloudflare.config.model.Assets;
import io.github.flaremaven.cloudflare.config.model.Assets.RunWorkerFirst;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Uploads the assets that Cloudflare does not have yet and gives what the upload's metadata says about all of them. An
 * interrupted upload is taken up where it ended: what arrived stays, and the next session asks only for the rest.
 */
final class AssetUpload {
    /** wrangler's figure; the API sizes the buckets so that three at a time are welcome. */
    private static final int PARALLEL_BUCKETS = 3;

    private static final String NO_TYPE = "application/null";

    private final AssetApi api;
    private final ReleaseListener listener;
    private final Pause pause;
    private final Clock clock;

    AssetUpload(AssetApi api, ReleaseListener listener, Pause pause, Clock clock) {
        this.api = api;
        this.listener = listener;
        this.pause = pause;
        this.clock = clock;
    }

    /**
     * Runs a whole session.
     *
     * @return the metadata's {@code assets} field
     * @throws io.github.flaremaven.cloudflare.base.InputFailure when a file changes or vanishes meanwhile
     */
    ObjectNode run(Assets config, AssetManifest manifest) {
        UploadSession session = api.start(manifestJson(manifest));
        Secret token = session.buckets().isEmpty() ? session.token() : upload(session, manifest);
        ObjectNode assets = Json.object().put("jwt", token.reveal());
        assets.set("config", config(config, manifest));
        return assets;
    }

    /** What the files and their settings are, without uploading anything. */
    static ObjectNode description(Assets config, AssetManifest manifest) {
        ObjectNode description = Json.object();
        description.set("manifest", manifestJson(manifest));
        description.set("config", config(config, manifest));
        return description;
    }

    private static ObjectNode manifestJson(AssetManifest manifest) {
        ObjectNode json = Json.object();
        manifest.files()
                .forEach(f -> json.putObject(f.path()).put("hash", f.hash()).put("size", f.size()));
        return json;
    }

    private Secret upload(UploadSession session, AssetManifest manifest) {
        Map<String, AssetFile> byHash = new HashMap<>();
        manifest.files().forEach(f -> byHash.putIfAbsent(f.hash(), f));
        List<List<AssetFile>> buckets = session.buckets().stream()
                .map(hashes ->
                        hashes.stream().map(hash -> announced(hash, byHash)).toList())
                .toList();
        int total = session.missing();
        int known = byHash.size() - total;
        AtomicInteger done = new AtomicInteger();
        listener.assetsUploaded(0, total, known);
        Stream<List<AssetFile>> requests =
                session.oneByOne() ? buckets.stream().flatMap(List::stream).map(List::of) : buckets.stream();
        int parallel = session.oneByOne() ? session.parallel() : PARALLEL_BUCKETS;
        return new AssetTransfers(pause, clock, parallel)
                .run(
                        requests.<Supplier<Optional<Secret>>>map(files -> () -> {
                                    Optional<Secret> token = send(session, files);
                                    listener.assetsUploaded(done.addAndGet(files.size()), total, known);
                                    return token;
                                })
                                .toList(),
                        session.end())
                .orElseThrow(() -> new ApiFailure(
                        "cannot upload the assets: the API took all files and gave no completion token; run the goal again",
                        "POST …/workers/assets/upload"));
    }

    private static AssetFile announced(String hash, Map<String, AssetFile> byHash) {
        return Optional.ofNullable(byHash.get(hash))
                .orElseThrow(() -> new ApiFailure(
                        "cannot upload the assets: the API asks for a file that was not announced (" + hash
                                + "); run the goal again",
                        "POST …/assets-upload-session"));
    }

    private Optional<Secret> send(UploadSession session, List<AssetFile> files) {
        AssetFile first = files.get(0);
        String what = "the asset " + first.path() + (files.size() == 1 ? "" : " and " + (files.size() - 1) + " more");
        if (session.oneByOne()) {
            return api.uploadSingle(
                    session, first.hash(), new Body.Raw(content(first, Encoding.AS_IT_IS), type(first)), what);
        }
        List<Body.Part> parts = files.stream()
                .map(f -> new Body.Part(
                        f.hash(), Optional.of(f.hash()), Optional.of(type(f)), content(f, Encoding.BASE64)))
                .toList();
        return api.upload(session, new Body.Multipart(parts), what);
    }

    private static Content content(AssetFile file, Encoding encoding) {
        return new Content.OfFile(file.file(), file.size(), encoding);
    }

    private static String type(AssetFile file) {
        return file.contentType().orElse(NO_TYPE);
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
