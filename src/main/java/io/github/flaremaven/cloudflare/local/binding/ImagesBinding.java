package io.github.flaremaven.cloudflare.local.binding;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.binding.BackingServer.Reply;
import io.github.flaremaven.cloudflare.local.binding.BackingServer.Request;
import io.github.flaremaven.cloudflare.local.images.ImageFailure;
import io.github.flaremaven.cloudflare.local.images.ImageInfo;
import io.github.flaremaven.cloudflare.local.images.ImageTransform;

/** What a Worker does with {@code env.IMAGES}: asks about an image, or has it transformed. */
public final class ImagesBinding implements BackingServer.Handler {
    @Override
    public Reply handle(Request request) {
        try {
            return request.path().equals("/info") ? info(request.body()) : transform(request);
        } catch (ImageFailure e) {
            return Reply.failed(400, e.code() + ": " + e.getMessage());
        }
    }

    private static Reply info(Bytes image) throws ImageFailure {
        ImageInfo info = ImageInfo.read(image);
        ObjectNode answer = Json.object().put("format", info.format());
        if (!info.format().equals(ImageInfo.SVG)) {
            answer.put("fileSize", image.size()).put("width", info.width()).put("height", info.height());
        }
        return Reply.ok(Bytes.of(Json.compact(answer))).header("Content-Type", "application/json");
    }

    private static Reply transform(Request request) throws ImageFailure {
        JsonNode asked = Json.parse(request.query().getOrDefault("options", "{}"));
        return Reply.ok(ImageTransform.apply(request.body(), asked))
                .header("Content-Type", asked.path("format").asText());
    }
}
