package io.github.flaremaven.cloudflare.local.binding;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.binding.BackingServer.FileReply;
import io.github.flaremaven.cloudflare.local.binding.BackingServer.Reply;
import io.github.flaremaven.cloudflare.local.binding.BackingServer.Request;
import io.github.flaremaven.cloudflare.local.net.ByteRange;
import io.github.flaremaven.cloudflare.local.net.FileContent;
import io.github.flaremaven.cloudflare.local.net.Spool;
import io.github.flaremaven.cloudflare.local.r2.Bucket;
import io.github.flaremaven.cloudflare.local.r2.Condition;
import io.github.flaremaven.cloudflare.local.r2.HttpFields;
import io.github.flaremaven.cloudflare.local.r2.Metadata;
import io.github.flaremaven.cloudflare.local.r2.R2Failure;
import io.github.flaremaven.cloudflare.local.r2.R2Limits;
import io.github.flaremaven.cloudflare.local.r2.R2Listing;
import io.github.flaremaven.cloudflare.local.r2.R2Objects;
import io.github.flaremaven.cloudflare.local.r2.R2Store;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a Worker does with {@code env.BUCKET}. The requests are those that workerd's R2 binding makes: a JSON text in a
 * header or at the start of the body says what to do.
 */
public final class R2Binding implements BackingServer.FileHandler {
    private static final String REQUEST = "CF-R2-Request";
    private static final String METADATA_SIZE = "CF-R2-Metadata-Size";
    private static final String ERROR = "CF-R2-Error";
    private static final int LARGEST_REQUEST = 1 << 20;
    private static final int HTTP_FIELDS = 0;
    private static final int CUSTOM_FIELDS = 1;

    private final R2Store store;

    public R2Binding(R2Store store) {
        this.store = store;
    }

    @Override
    public Path inbox() {
        return store.inbox();
    }

    @Override
    public int head(HttpServerRequest http) {
        try {
            int size = Integer.parseInt(String.valueOf(http.getHeader(METADATA_SIZE)));
            return Math.max(0, Math.min(size, LARGEST_REQUEST));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    @Override
    public FileReply handle(Request request, Spool.Received value) {
        try {
            return answer(request, value);
        } catch (R2Failure failure) {
            return refusal(failure);
        }
    }

    private static FileReply refusal(R2Failure failure) {
        Bytes shown = failure.object()
                .map(o -> Bytes.of(Json.compact(R2Wire.json(o))))
                .orElse(Bytes.of(""));
        String error = Json.compact(
                Json.object().put("version", 1).put("v4code", failure.code()).put("message", failure.text()));
        Reply reply = new Reply(failure.status(), "", Map.of(ERROR, error), shown);
        return new FileReply(
                failure.object().isPresent() ? reply.header(METADATA_SIZE, Integer.toString(shown.size())) : reply,
                FileContent.none());
    }

    private FileReply answer(Request request, Spool.Received value) {
        JsonNode asked = Json.parse(
                request.header(REQUEST).orElseGet(() -> request.body().text()));
        if (asked.hasNonNull("ssec")) {
            throw R2Failure.invalidArgument(
                    "Objects encrypted with a key of the customer's (ssecKey) do not exist in the embedded Cloudflare.");
        }
        Bucket.Id bucket = Bucket.Id.parse(request.id());
        String key = asked.path("object").asText();
        return asked.path("method").asText().equals("get")
                ? get(bucket, key, asked)
                : framed(result(bucket, key, asked, value), FileContent.none());
    }

    private ObjectNode result(Bucket.Id bucket, String key, JsonNode asked, Spool.Received value) {
        String upload = asked.path("uploadId").asText();
        return switch (asked.path("method").asText()) {
            case "head" -> R2Wire.json(store.objects().head(bucket, key));
            case "list" -> list(bucket, asked);
            case "put" -> put(bucket, key, asked, value);
            case "delete" -> {
                store.objects().delete(bucket, asked.has("objects") ? Json.texts(asked, "objects") : List.of(key));
                yield Json.object();
            }
            case "createMultipartUpload" ->
                Json.object().put("uploadId", store.uploads().create(bucket, key, metadata(bucket, asked)));
            case "uploadPart" -> {
                int number = asked.path("partNumber").asInt();
                yield Json.object().put("etag", store.uploads().put(bucket, key, upload, number, value));
            }
            case "completeMultipartUpload" ->
                R2Wire.json(store.uploads().complete(bucket, key, upload, R2Wire.chosen(asked)));
            case "abortMultipartUpload" -> {
                store.uploads().abort(bucket, key, upload);
                yield Json.object();
            }
            default -> throw R2Failure.invalidArgument("The operation is not known.");
        };
    }

    private ObjectNode put(Bucket.Id bucket, String key, JsonNode asked, Spool.Received value) {
        Condition condition = Condition.of(asked.path("onlyIf"));
        return R2Wire.json(
                store.objects().put(bucket, key, metadata(bucket, asked), condition, R2Wire.checksums(asked), value));
    }

    private static FileReply framed(ObjectNode json, FileContent content) {
        Bytes text = Bytes.of(Json.compact(json));
        return new FileReply(Reply.ok(text).header(METADATA_SIZE, Integer.toString(text.size())), content);
    }

    private FileReply get(Bucket.Id bucket, String key, JsonNode asked) {
        ByteRange.Wish wish = Json.text(asked, "rangeHeader")
                .map(ByteRange::header)
                .orElseGet(() -> asked.hasNonNull("range") ? ByteRange.of(asked.get("range")) : ByteRange.all());
        R2Objects.Opened opened = store.objects().get(bucket, key, Condition.of(asked.path("onlyIf")), wish);
        return framed(R2Wire.json(opened.object(), opened.range(), true, true), opened.content());
    }

    private ObjectNode list(Bucket.Id bucket, JsonNode asked) {
        List<Integer> include = new ArrayList<>();
        asked.path("include").forEach(i -> include.add(i.asInt()));
        R2Listing.Page page = store.objects()
                .list(
                        bucket,
                        new R2Listing.Query(
                                asked.path("prefix").asText(),
                                asked.path("delimiter").asText(),
                                asked.path("startAfter").asText(),
                                Json.text(asked, "cursor"),
                                asked.hasNonNull("limit") ? asked.get("limit").asLong() : R2Limits.MOST_AT_ONCE));
        ObjectNode json = Json.object();
        ArrayNode objects = json.putArray("objects");
        page.objects()
                .forEach(o -> objects.add(R2Wire.json(
                        o, ByteRange.whole(o.size()), include.contains(HTTP_FIELDS), include.contains(CUSTOM_FIELDS))));
        json.put("truncated", page.cursor().isPresent());
        page.cursor().ifPresent(c -> json.put("cursor", c));
        json.set("delimitedPrefixes", Json.array(page.prefixes()));
        return json;
    }

    private Metadata metadata(Bucket.Id bucket, JsonNode asked) {
        Map<String, String> custom = new LinkedHashMap<>();
        asked.path("customFields")
                .forEach(f -> custom.put(f.path("k").asText(), f.path("v").asText()));
        return new Metadata(
                HttpFields.of(asked.path("httpFields")),
                custom,
                Json.text(asked, "storageClass")
                        .orElseGet(() -> store.buckets()
                                .find(bucket)
                                .orElseThrow(R2Failure::noSuchBucket)
                                .storageClass()));
    }
}
