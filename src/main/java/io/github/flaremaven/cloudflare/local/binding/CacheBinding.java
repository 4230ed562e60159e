package io.github.flaremaven.cloudflare.local.binding;

import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.local.binding.BackingServer.FileReply;
import io.github.flaremaven.cloudflare.local.binding.BackingServer.Reply;
import io.github.flaremaven.cloudflare.local.binding.BackingServer.Request;
import io.github.flaremaven.cloudflare.local.cache.ResponseCache;
import io.github.flaremaven.cloudflare.local.cache.ResponseCache.Found;
import io.github.flaremaven.cloudflare.local.net.ByteRange;
import io.github.flaremaven.cloudflare.local.net.FileContent;
import io.github.flaremaven.cloudflare.local.net.HttpDate;
import io.github.flaremaven.cloudflare.local.net.Spool;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What Workers do with {@code caches}: the address of a request is the key, in each named cache anew. */
public final class CacheBinding implements BackingServer.FileHandler {
    private static final String STATUS = "CF-Cache-Status";

    private final ResponseCache cache;

    public CacheBinding(ResponseCache cache) {
        this.cache = cache;
    }

    @Override
    public Path inbox() {
        return cache.inbox();
    }

    @Override
    public int head(HttpServerRequest http) {
        return 0;
    }

    @Override
    public FileReply handle(Request request, Spool.Received response) {
        String key = request.header("CF-Cache-Namespace").orElse("") + " "
                + request.http().uri(); // the whole address
        return switch (request.method()) {
            case "PUT" -> {
                cache.put(key, response); // what must not be kept is dropped, as in production
                yield bare(Reply.of(204, "No Content"));
            }
            case "GET" ->
                cache.get(key)
                        .map(found -> answer(request, found))
                        .orElseGet(() -> bare(Reply.of(504, "Gateway Timeout").header(STATUS, "MISS")));
            case "PURGE" -> bare(cache.remove(key) ? Reply.of(200, "OK") : Reply.of(404, "Not Found"));
            default -> bare(Reply.of(405, "Method Not Allowed"));
        };
    }

    private static FileReply bare(Reply reply) {
        return new FileReply(reply, FileContent.none());
    }

    private FileReply answer(Request request, Found found) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(found.headers());
        headers.remove("transfer-encoding");
        headers.remove("content-length");
        headers.put(STATUS, "HIT");
        headers.put("Age", Long.toString(found.age().toSeconds()));
        if (isKnown(request, headers)) {
            cache.release(found);
            return bare(new Reply(304, "", headers, Bytes.of("")));
        }
        Optional<String> wish = request.header("Range").filter(r -> found.status() == 200);
        return wish.map(ByteRange::header)
                .orElse(ByteRange.all())
                .in(found.size())
                .map(range -> part(found, range, headers))
                .orElseGet(() -> {
                    cache.release(found);
                    headers.put("Content-Range", "bytes */" + found.size());
                    return bare(new Reply(416, "", headers, Bytes.of("")));
                });
    }

    private FileReply part(Found found, ByteRange range, Map<String, String> headers) {
        boolean part = range.length() < found.size();
        if (part) {
            headers.put(
                    "Content-Range",
                    "bytes " + range.offset() + "-" + (range.offset() + range.length() - 1) + "/" + found.size());
        }
        return new FileReply(
                new Reply(part ? 206 : found.status(), "", headers, Bytes.of("")), cache.content(found, range));
    }

    /** Whether the Worker has it already: by etag or, where the request has none, by date. */
    private static boolean isKnown(Request request, Map<String, String> headers) {
        Optional<String> etags = request.header("If-None-Match");
        if (etags.isPresent()) {
            String etag = headers.getOrDefault("etag", "").replaceFirst("^W/", "");
            for (String known : etags.get().split(",", -1)) {
                String plain = known.strip().replaceFirst("^W/", "");
                if (plain.equals("*") || (!etag.isEmpty() && plain.equals(etag))) {
                    return true;
                }
            }
            return false;
        }
        Optional<Instant> since = request.header("If-Modified-Since").flatMap(HttpDate::parse);
        Optional<Instant> modified =
                Optional.ofNullable(headers.get("last-modified")).flatMap(HttpDate::parse);
        return since.isPresent() && modified.isPresent() && !modified.get().isAfter(since.get());
    }
}
