package io.github.flaremaven.cloudflare.local.binding;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.binding.BackingServer.Reply;
import io.github.flaremaven.cloudflare.local.binding.BackingServer.Request;
import io.github.flaremaven.cloudflare.local.records.RecordLog;
import java.time.Clock;
import java.util.List;

/** What a Worker does with a dataset of the Analytics Engine. Points are kept in the form in which the Worker gave them. */
public final class AnalyticsBinding implements BackingServer.Handler {
    /** How many blobs and how many doubles a point has. */
    private static final int COLUMNS = 20;

    private final RecordLog points;
    private final Clock clock;

    public AnalyticsBinding(RecordLog points, Clock clock) {
        this.points = points;
        this.clock = clock;
    }

    @Override
    public Reply handle(Request request) {
        JsonNode event = Json.parse(request.body().text());
        ObjectNode point = Json.object().put("timestamp", clock.instant().toString());
        ArrayNode indexes = point.putArray("indexes");
        if (event.has("index1")) {
            indexes.add(text(event.path("index1")));
        }
        ArrayNode blobs = point.putArray("blobs");
        ArrayNode doubles = point.putArray("doubles");
        int lastBlob = last(event, "blob");
        int lastDouble = last(event, "double");
        for (int i = 1; i <= lastBlob; i++) {
            JsonNode blob = event.path("blob" + i);
            if (blob.isMissingNode()) {
                blobs.addNull();
            } else {
                blobs.add(text(blob));
            }
        }
        for (int i = 1; i <= lastDouble; i++) {
            doubles.add(event.path("double" + i));
        }
        points.add(request.id(), List.of(point));
        return Reply.ok(Bytes.of(""));
    }

    /** Unset blobs are absent, unset doubles are 0. */
    private static int last(JsonNode event, String column) {
        int last = 0;
        for (int i = 1; i <= COLUMNS; i++) {
            JsonNode value = event.path(column + i);
            if (!value.isMissingNode() && !(value.isNumber() && value.asDouble() == 0)) {
                last = i;
            }
        }
        return last;
    }

    private static String text(JsonNode bytes) {
        if (bytes.isTextual()) {
            return bytes.textValue();
        }
        byte[] array = new byte[bytes.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = (byte) bytes.path(i).asInt();
        }
        return Bytes.of(array).text();
    }
}
