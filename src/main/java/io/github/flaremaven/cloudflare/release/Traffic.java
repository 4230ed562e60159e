package io.github.flaremaven.cloudflare.release;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.ApiFailure;
import io.github.flaremaven.cloudflare.base.Failure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.NetworkFailure;
import io.github.flaremaven.cloudflare.cloudflare.Deployment;
import io.github.flaremaven.cloudflare.cloudflare.Deployment.Share;
import io.github.flaremaven.cloudflare.cloudflare.WorkerApi;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import java.util.List;
import java.util.Optional;

/**
 * Moves the traffic of a Worker. When the answer is lost, the account is asked whether the deployment was made, because
 * making it again could undo what somebody else did meanwhile.
 */
final class Traffic {
    private final WorkerApi worker;
    private final WorkerConfig config;

    Traffic(WorkerApi worker, WorkerConfig config) {
        this.worker = worker;
        this.config = config;
    }

    /** How it is known that the deployment was made. */
    enum Confirmation {
        ANSWERED,
        /** The answer was lost, and the account has the deployment. */
        READ_BACK
    }

    /**
     * Gives one version all the traffic.
     *
     * @param force also when secrets were changed since
     * @throws Failure when the deployment was not made, or nobody can tell
     */
    Confirmation giveAll(String versionId, Optional<String> message, boolean force) {
        try {
            worker.deploy(body(List.of(new Share(versionId, 100)), message), force);
            return Confirmation.ANSWERED;
        } catch (NetworkFailure failure) {
            return readBack(versionId, failure);
        } catch (ApiFailure failure) {
            if (failure.status() < 500) {
                throw failure;
            }
            return readBack(versionId, failure);
        }
    }

    private Confirmation readBack(String versionId, Failure lost) {
        Optional<String> live;
        try {
            live = worker.deployments().stream().findFirst().flatMap(Deployment::onlyVersion);
        } catch (Failure failure) {
            lost.addSuppressed(failure);
            throw lost;
        }
        if (!live.equals(Optional.of(versionId))) {
            throw lost;
        }
        return Confirmation.READ_BACK;
    }

    private ObjectNode body(List<Share> shares, Optional<String> message) {
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
