package io.github.flaremaven.cloudflare.local.binding;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.binding.BackingServer.Reply;
import io.github.flaremaven.cloudflare.local.binding.BackingServer.Request;
import io.github.flaremaven.cloudflare.local.records.RecordLog;
import java.util.ArrayList;
import java.util.List;

/** What a Worker does with the stream of a pipeline. Records are kept; no SQL runs over them and no sink gets them. */
public final class PipelineBinding implements BackingServer.Handler {
    private final RecordLog records;

    public PipelineBinding(RecordLog records) {
        this.records = records;
    }

    @Override
    public Reply handle(Request request) {
        List<JsonNode> sent = new ArrayList<>();
        Json.parse(request.body().text()).forEach(sent::add);
        records.add(request.id(), sent);
        return Reply.ok(Bytes.of(""));
    }
}
