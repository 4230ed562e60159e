package io.github.flaremaven.cloudflare.testbed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.bundle.assets.ContentTypes;
import io.github.flaremaven.cloudflare.cloudflare.http.Urls;
import io.github.flaremaven.cloudflare.config.Nearest;
import io.github.flaremaven.cloudflare.testbed.BoundResources.Kind;
import io.github.flaremaven.cloudflare.testbed.DataApi.Content;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Data that a Worker finds when tests begin, from a folder:
 *
 * <pre>
 * kv/BINDING.json      {"key": "value", …}, or the list that the API's bulk write takes
 * d1/BINDING/*.sql     run in the order of their names
 * r2/BINDING/**        objects, named by their path
 * </pre>
 *
 * <p>Files of other kinds of bindings may lie beside these folders.
 */
public final class Seeds {
    private static final List<Kind> KINDS = List.of(Kind.KV, Kind.D1, Kind.R2);
    private static final int MOST_PAIRS = 10_000;
    private static final String JSON = ".json";

    private final Path folder;

    /** {@code folder} need not exist. */
    public Seeds(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes all of it.
     *
     * @return for each kind how many keys, scripts and objects
     * @throws InputFailure when a file is for a binding that the Worker does not have, or cannot be read
     */
    public Map<Kind, Integer> sow(BoundResources resources, DataApi data) {
        Map<Kind, Integer> sown = new TreeMap<>();
        for (Path entry : list(folder)) {
            if (Files.isRegularFile(entry)) {
                refuseMisplaced(entry, resources);
                continue;
            }
            Kind kind = kind(entry);
            for (Path seed : list(entry)) {
                String binding = binding(kind, seed);
                String resource =
                        resources.find(kind, binding).orElseThrow(() -> unknown(kind, binding, seed, resources));
                sown.merge(kind, sow(kind, resource, seed, data), Integer::sum);
            }
        }
        return sown;
    }

    private static void refuseMisplaced(Path file, BoundResources resources) {
        String name = name(file);
        int dot = name.indexOf('.');
        KINDS.stream()
                .filter(kind -> resources
                        .find(kind, name.substring(0, dot < 0 ? name.length() : dot))
                        .isPresent())
                .findFirst()
                .ifPresent(kind -> {
                    throw new InputFailure("the seed " + file + " is for a binding to " + kind.one()
                            + ", so its place is in the folder " + kind.word() + " beside it");
                });
    }

    private Kind kind(Path entry) {
        String word = name(entry);
        return KINDS.stream()
                .filter(k -> k.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new InputFailure("the seeds in " + folder + " have \"" + word
                        + "\", which is none of the folders kv, d1 and r2"
                        + Nearest.hint(word, KINDS.stream().map(Kind::word).toList())));
    }

    private static String binding(Kind kind, Path seed) {
        String name = name(seed);
        boolean fits = kind == Kind.KV ? name.endsWith(JSON) && Files.isRegularFile(seed) : Files.isDirectory(seed);
        if (!fits) {
            throw new InputFailure("the seed " + seed + " must be "
                    + (kind == Kind.KV
                            ? "a file with the name of a binding and the ending " + JSON
                            : "a folder with the name of a binding"));
        }
        return kind == Kind.KV ? name.substring(0, name.length() - JSON.length()) : name;
    }

    private static InputFailure unknown(Kind kind, String binding, Path seed, BoundResources resources) {
        List<String> known = resources.of(kind).keySet().stream().sorted().toList();
        return new InputFailure("the seed " + seed + " is for a binding \"" + binding + "\" to " + kind.one()
                + ", and the Worker has "
                + (known.isEmpty() ? "none of that kind" : String.join(", ", known))
                + Nearest.hint(binding, known));
    }

    private static int sow(Kind kind, String resource, Path seed, DataApi data) {
        return switch (kind) {
            case KV -> keys(resource, seed, data);
            case D1 -> scripts(resource, seed, data);
            case R2 -> objects(resource, seed, data);
            case QUEUE -> throw new IllegalArgumentException("queues have no seeds");
        };
    }

    private static int keys(String namespace, Path file, DataApi data) {
        ArrayNode pairs = pairs(file);
        for (int from = 0; from < pairs.size(); from += MOST_PAIRS) {
            ArrayNode part = Json.array();
            for (int i = from; i < Math.min(from + MOST_PAIRS, pairs.size()); i++) {
                part.add(pairs.get(i));
            }
            data.send(
                    "seed the KV namespace with " + file,
                    "PUT",
                    "/storage/kv/namespaces/" + Urls.encode(namespace) + "/bulk",
                    part);
        }
        return pairs.size();
    }

    /** A value that is no text is stored as the JSON that it is. */
    private static ArrayNode pairs(Path file) {
        JsonNode json;
        try {
            json = Json.parse(text(file));
        } catch (UncheckedIOException e) {
            throw new InputFailure("the seed " + file + " is no JSON: "
                    + String.valueOf(
                                    e.getCause() == null
                                            ? e.getMessage()
                                            : e.getCause().getMessage())
                            .lines()
                            .findFirst()
                            .orElse(""));
        }
        if (json instanceof ArrayNode list) {
            return list;
        }
        if (!(json instanceof ObjectNode)) {
            throw new InputFailure("the seed " + file
                    + " must be an object of keys and values, or a list of {\"key\": …, \"value\": …}");
        }
        ArrayNode pairs = Json.array();
        json.properties()
                .forEach(e -> pairs.addObject()
                        .put("key", e.getKey())
                        .put(
                                "value",
                                e.getValue().isTextual() ? e.getValue().textValue() : Json.compact(e.getValue())));
        return pairs;
    }

    private static int scripts(String database, Path folder, DataApi data) {
        List<Path> scripts =
                list(folder).stream().filter(f -> f.toString().endsWith(".sql")).toList();
        scripts.forEach(script -> data.send(
                "seed the D1 database with " + script,
                "POST",
                "/d1/database/" + Urls.encode(database) + "/query",
                Json.object().put("sql", text(script).replace("\r\n", "\n"))));
        return scripts.size();
    }

    private static int objects(String bucket, Path folder, DataApi data) {
        ContentTypes types = ContentTypes.load();
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = walk.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new InputFailure("the seeds in " + folder + " cannot be read: " + e.getMessage());
        }
        for (Path file : files) {
            String key = folder.relativize(file).toString().replace('\\', '/');
            data.write(
                    "seed the R2 bucket with " + file,
                    "/r2/buckets/" + Urls.encode(bucket) + "/objects/" + Urls.encode(key),
                    new Content(bytes(file), Optional.of(types.of(key).orElse("application/octet-stream"))));
        }
        return files.size();
    }

    private static String text(Path file) {
        return bytes(file).text();
    }

    private static Bytes bytes(Path file) {
        try {
            return Bytes.of(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new InputFailure("the seed " + file + " cannot be read: " + e.getMessage());
        }
    }

    /** Sorted by name; files whose name begins with a dot are none of ours. */
    private static List<Path> list(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> !name(f).startsWith(".")).sorted().toList();
        } catch (IOException e) {
            throw new InputFailure("the seeds in " + folder + " cannot be read: " + e.getMessage());
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
