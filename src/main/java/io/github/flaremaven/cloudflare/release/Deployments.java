package io.github.flaremaven.cloudflare.release;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.cloudflare.Deployment.Share;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import java.util.List;
import java.util.Optional;

/** Writes the body that makes a deployment. */
final class Deployments {
    private Deployments() {}

    static ObjectNode body(List<Share> shares, Optional<String> message, WorkerConfig config) {
        ObjectNode body = Json.object().put("strategy", "percentage");
        ArrayNode versions = body.putArray("versions");
        for (Share share : shares) {
            ObjectNode version = versions.addObject().put("version_id", share.versionId());
            if (share.percentage() == Math.rint(share.percentage())) {
                version.put("percentage", (long) share.percentage());
            } else {
                version.put("percentage", share.percentage());
            }
        }
        ObjectNode annotations = body.putObject("annotations");
        message.ifPresent(m -> annotations.put("workers/message", m));
        body.set("code_update_strategy", UploadForm.updateStrategy(config));
        return body;
    }
}
