package io.github.flaremaven.cloudflare.release;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.bundle.WorkerBundle;
import io.github.flaremaven.cloudflare.bundle.WorkerFormat;
import io.github.flaremaven.cloudflare.bundle.WorkerModule;
import io.github.flaremaven.cloudflare.bundle.assets.AssetIgnore;
import io.github.flaremaven.cloudflare.cloudflare.KvApi;
import io.github.flaremaven.cloudflare.config.model.Binding;
import io.github.flaremaven.cloudflare.config.model.ModuleType;
import io.github.flaremaven.cloudflare.config.model.Site;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Brings the files of Workers Sites into their KV namespace, under names that change with the content. */
final class SiteUpload {
    private static final long LARGEST_FILE = 25L << 20;
    private static final int LONGEST_KEY = 512;
    private static final int HASH_DIGITS = 10;
    /** wrangler's sizes of one call. */
    private static final long LARGEST_CALL = 98_000_000;

    private static final int MOST_PAIRS = KvApi.MOST_KEYS / 10;

    private final KvApi kv;
    private final Site site;

    SiteUpload(KvApi kv, Site site) {
        this.kv = kv;
        this.site = site;
    }

    /**
     * What the Worker needs of it.
     *
     * @param namespace id of the KV namespace
     * @param manifest path to key
     */
    record Content(String namespace, ObjectNode manifest) {
        private static final String MANIFEST = "__STATIC_CONTENT_MANIFEST";

        Binding binding() {
            return new Binding.KvNamespace("__STATIC_CONTENT", Optional.of(namespace));
        }

        /** The Worker with its manifest, which modules in folders find beside them. */
        WorkerBundle addTo(WorkerBundle bundle) {
            List<WorkerModule> modules = new ArrayList<>(bundle.modules());
            modules.add(new WorkerModule(MANIFEST, ModuleType.TEXT, Bytes.of(Json.compact(manifest))));
            if (bundle.format() == WorkerFormat.MODULES) {
                bundle.modules().stream()
                        .flatMap(m -> folder(m.name()).stream())
                        .distinct()
                        .forEach(folder -> modules.add(pointer(folder)));
            }
            return new WorkerBundle(
                    bundle.format(),
                    bundle.main(),
                    modules,
                    bundle.sourceMaps(),
                    bundle.exports(),
                    bundle.warnings(),
                    bundle.inputs());
        }

        private static Optional<String> folder(String module) {
            int slash = module.lastIndexOf('/');
            String folder = slash < 0 ? "." : module.substring(0, slash);
            return folder.equals(".") ? Optional.empty() : Optional.of(folder);
        }

        private static WorkerModule pointer(String folder) {
            String up = "../".repeat(folder.replaceFirst("^\\./", "").split("/", -1).length);
            return new WorkerModule(
                    folder.replaceFirst("^\\./", "") + "/" + MANIFEST,
                    ModuleType.ES_MODULE,
                    Bytes.of("export { default } from \"" + up + MANIFEST + "\";"));
        }
    }

    /** The titles of the KV namespaces that hold a Worker's files, here and in wrangler's previews. */
    static Set<String> namespaces(String worker) {
        return Set.of(namespace(worker), namespace(worker) + "_preview");
    }

    private static String namespace(String worker) {
        return "__" + worker + "-workers_sites_assets";
    }

    /**
     * Uploads what is new, and deletes what no file has any more.
     *
     * @throws InputFailure when the folder cannot be read, or a file is too large
     */
    Content run(String worker) {
        String title = namespace(worker);
        String namespace = kv.find(title).orElseGet(() -> kv.create(title));
        Set<String> present = new TreeSet<>(kv.keys(namespace));
        Set<String> stale = new TreeSet<>(present);
        ObjectNode manifest = Json.object();
        ArrayNode pairs = Json.array();
        long size = 0;
        for (String path : files()) {
            String value = Base64.getEncoder().encodeToString(read(path));
            String key = key(path, value);
            manifest.put(path, key);
            stale.remove(key);
            if (!present.contains(key)) {
                if (size + value.length() > LARGEST_CALL || pairs.size() == MOST_PAIRS) {
                    kv.putMany(namespace, pairs);
                    pairs = Json.array();
                    size = 0;
                }
                size += value.length();
                pairs.addObject().put("key", key).put("value", value).put("base64", true);
            }
        }
        if (!pairs.isEmpty()) {
            kv.putMany(namespace, pairs);
        }
        if (!stale.isEmpty()) {
            kv.deleteMany(namespace, stale);
        }
        return new Content(namespace, manifest);
    }

    private List<String> files() {
        AssetIgnore include = AssetIgnore.of(site.include());
        AssetIgnore exclude = AssetIgnore.of(site.exclude());
        List<String> files = new ArrayList<>();
        collect("", files);
        return files.stream()
                .filter(f -> (site.include().isEmpty() || matches(include, f)) && !matches(exclude, f))
                .toList();
    }

    private void collect(String folder, List<String> files) {
        List<Path> entries;
        try (Stream<Path> list = Files.list(site.bucket().resolve(folder))) {
            entries = list.sorted().toList();
        } catch (IOException e) {
            throw new InputFailure(
                    "the folder " + site.bucket().resolve(folder) + " (site.bucket) cannot be read: " + e);
        }
        for (Path entry : entries) {
            String name = String.valueOf(entry.getFileName());
            boolean hidden = name.startsWith(".") && !name.equals(".well-known");
            if (hidden || name.equals("node_modules")) {
                continue;
            }
            if (Files.isDirectory(entry)) {
                collect(folder + name + "/", files);
            } else {
                files.add(folder + name);
            }
        }
    }

    /** Whether the file or a folder above it is meant. */
    private static boolean matches(AssetIgnore patterns, String path) {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            if (patterns.ignores(path.substring(0, slash + 1))) {
                return true;
            }
        }
        return patterns.ignores(path);
    }

    private byte[] read(String path) {
        Path file = site.bucket().resolve(path);
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw new InputFailure(
                        "the file " + file + " (site.bucket) is larger than 25 MiB, the most that KV takes");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new InputFailure("the file " + file + " (site.bucket) cannot be read: " + e);
        }
    }

    private static String key(String path, String base64) {
        long hash = XxHash64.of(base64.getBytes(StandardCharsets.US_ASCII));
        String digits = String.format("%016x", hash).substring(0, HASH_DIGITS);
        int name = path.lastIndexOf('/') + 1;
        int dot = path.lastIndexOf('.');
        int end = dot > name ? dot : path.length();
        String key = path.substring(0, end) + "." + digits + path.substring(end);
        if (key.length() > LONGEST_KEY) {
            throw new InputFailure("the file " + path + " (site.bucket) needs a key of " + key.length()
                    + " characters in KV, which takes " + LONGEST_KEY);
        }
        return key;
    }
}
