package io.github.flaremaven.cloudflare.local.binding;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.net.ByteRange;
import io.github.flaremaven.cloudflare.local.r2.Checksum;
import io.github.flaremaven.cloudflare.local.r2.R2Object;
import io.github.flaremaven.cloudflare.local.r2.R2Uploads;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The JSON in which workerd speaks about R2. */
final class R2Wire {
    private R2Wire() {}

    /** The checksums that a written object must have. workerd writes the MD5 as base64 and the others as hex. */
    static Map<Checksum, String> checksums(JsonNode asked) {
        Map<Checksum, String> sums = new EnumMap<>(Checksum.class);
        for (Checksum checksum : Checksum.values()) {
            Json.text(asked, checksum.field())
                    .ifPresent(sum -> sums.put(
                            checksum,
                            checksum == Checksum.MD5
                                    ? HexFormat.of()
                                            .formatHex(Base64.getDecoder().decode(sum))
                                    : sum.toLowerCase(Locale.ROOT)));
        }
        return sums;
    }

    /** The parts that an upload is to be completed with. */
    static List<R2Uploads.Chosen> chosen(JsonNode asked) {
        List<R2Uploads.Chosen> chosen = new ArrayList<>();
        asked.path("parts")
                .forEach(p -> chosen.add(new R2Uploads.Chosen(
                        p.path("part").asInt(), p.path("etag").asText())));
        return chosen;
    }

    /** An object, all of it. */
    static ObjectNode json(R2Object object) {
        return json(object, ByteRange.whole(object.size()), true, true);
    }

    /**
     * An object, of which a range is given.
     *
     * @param http whether its HTTP fields are in it
     * @param custom whether its custom metadata are in it
     */
    static ObjectNode json(R2Object object, ByteRange range, boolean http, boolean custom) {
        ObjectNode json = Json.object()
                .put("name", object.key())
                .put("version", object.version())
                .put("size", object.size())
                .put("etag", object.etag())
                .put("uploaded", object.uploaded().toEpochMilli())
                .put("storageClass", object.metadata().storageClass());
        json.putObject("range").put("offset", range.offset()).put("length", range.length());
        ObjectNode sums = json.putObject("checksums");
        object.checksums().forEach((checksum, sum) -> sums.put(checksum.place(), sum));
        if (http) {
            json.set("httpFields", object.metadata().http().json());
        }
        if (custom) {
            ArrayNode fields = json.putArray("customFields");
            object.metadata()
                    .custom()
                    .forEach((k, v) -> fields.addObject().put("k", k).put("v", v));
        }
        return json;
    }
}
