package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.d1.D1Databases;
import io.github.flaremaven.cloudflare.local.d1.D1Databases.Extent;
import io.github.flaremaven.cloudflare.local.d1.D1Databases.Imported;
import io.github.flaremaven.cloudflare.local.d1.SqlFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Files of SQL that go into D1 databases and come out of them. The client uploads and downloads at addresses that it is
 * given, which need no token and are good for an hour. Where the real API has the client ask again until the work is done,
 * it is done here at once.
 */
final class D1Transfers {
    private static final String FILES = "/local/d1/files/";
    private static final Duration GOOD_FOR = Duration.ofHours(1);

    private final Platform platform;
    private final D1Databases databases;
    private final Function<ApiCall, ObjectNode> database;
    private final Map<String, StoredFile> files = new ConcurrentHashMap<>();

    /** A file; {@code content} is absent until it was uploaded. */
    private record StoredFile(Instant end, Optional<Bytes> content) {}

    /** {@code database} finds the record of the database that a call is about. */
    D1Transfers(Platform platform, Function<ApiCall, ObjectNode> database) {
        this.platform = platform;
        this.databases = platform.d1();
        this.database = database;
    }

    /** {@code one} is the path of a database. */
    void register(ApiRoutes routes, String one) {
        routes.add("POST", one + "/import", this::load);
        routes.add("POST", one + "/export", this::dump);
        routes.addKeyless("PUT", FILES + "{file}", this::upload);
        routes.addKeyless("GET", FILES + "{file}", this::download);
    }

    private String keep(Optional<Bytes> content) {
        files.values().removeIf(f -> f.end().isBefore(platform.now()));
        String name = Platform.newTag() + ".sql";
        files.put(name, new StoredFile(platform.now().plus(GOOD_FOR), content));
        return name;
    }

    private Optional<StoredFile> file(String name) {
        return Optional.ofNullable(files.get(name)).filter(f -> !f.end().isBefore(platform.now()));
    }

    /** As the client reached this server. */
    private static String url(ApiCall call, String file) {
        return "http://" + call.header("host").orElse("") + ApiServer.BASE + FILES + file;
    }

    private ApiReply upload(ApiCall call) {
        String name = call.parameter("file");
        StoredFile file = file(name).orElseThrow(D1Transfers::noFile);
        files.put(name, new StoredFile(file.end(), Optional.of(call.body())));
        return ApiReply.raw(Bytes.of(""), Map.of("ETag", '"' + call.body().digest("MD5") + '"'));
    }

    private ApiReply download(ApiCall call) {
        return ApiReply.raw(
                file(call.parameter("file")).flatMap(StoredFile::content).orElseThrow(D1Transfers::noFile), Map.of());
    }

    private static ApiError noFile() {
        return new ApiError(404, 7404, "There is no such file, or its hour is over.");
    }

    private ApiReply load(ApiCall call) {
        String id = database.apply(call).path("uuid").asText();
        ObjectNode body = call.jsonObject();
        String etag = Json.text(body, "etag").orElse("");
        return switch (body.path("action").asText()) {
            case "init" -> {
                String name = keep(Optional.empty());
                yield ApiReply.ok(
                        Json.object().put("success", true).put("filename", name).put("upload_url", url(call, name)));
            }
            case "ingest" -> ingest(id, Json.text(body, "filename").orElse(""), etag);
            case "poll" -> ApiReply.ok(failed("import", "Not currently importing anything."));
            default -> throw new ApiError(400, 7400, "\"action\" must be \"init\", \"ingest\" or \"poll\".");
        };
    }

    private ApiReply ingest(String id, String name, String etag) {
        Bytes content = file(name)
                .flatMap(StoredFile::content)
                .filter(c -> c.digest("MD5").equals(etag))
                .orElseThrow(() -> new ApiError(400, 7400, "The file was not uploaded, or not as its etag says."));
        files.remove(name);
        try {
            Imported imported = databases.load(id, content.text());
            ObjectNode answer = complete("import", id);
            ObjectNode result = answer.putObject("result");
            result.put("num_queries", imported.statements()).put("final_bookmark", databases.bookmark(id));
            result.set("meta", imported.meta());
            return ApiReply.ok(answer);
        } catch (SqlFailure e) {
            return ApiReply.ok(failed("import", e.text()));
        }
    }

    private ApiReply dump(ApiCall call) {
        String id = database.apply(call).path("uuid").asText();
        JsonNode options = call.jsonObject().path("dump_options");
        Extent extent = new Extent(
                Json.texts(options, "tables"),
                !options.path("no_schema").asBoolean(),
                !options.path("no_data").asBoolean());
        try {
            String name = keep(Optional.of(Bytes.of(databases.dump(id, extent))));
            ObjectNode answer = complete("export", id);
            answer.putObject("result").put("filename", name).put("signed_url", url(call, name));
            return ApiReply.ok(answer);
        } catch (SqlFailure e) {
            return ApiReply.ok(failed("export", e.text()));
        }
    }

    private ObjectNode complete(String type, String id) {
        ObjectNode answer = Json.object().put("success", true).put("type", type).put("status", "complete");
        answer.put("at_bookmark", databases.bookmark(id)).putArray("messages");
        return answer;
    }

    private static ObjectNode failed(String type, String error) {
        ObjectNode answer =
                Json.object().put("success", false).put("type", type).put("status", "error");
        answer.put("error", error).putArray("messages");
        answer.putArray("errors").add(error);
        return answer;
    }
}
