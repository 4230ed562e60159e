package io.github.flaremaven.cloudflare.release;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.ApiFailure;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.cloudflare.DomainChanges;
import io.github.flaremaven.cloudflare.cloudflare.WorkerApi;
import io.github.flaremaven.cloudflare.config.model.Route;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;

/** The custom domains of a Worker: who has them now, and making them its own. */
final class CustomDomains {
    private final WorkerConfig config;
    private final WorkerApi worker;
    private final Permission permission;

    CustomDomains(WorkerConfig config, WorkerApi worker, Permission permission) {
        this.config = config;
        this.worker = worker;
        this.permission = permission;
    }

    /**
     * What setting the domains is to replace.
     *
     * @param origins domains that lead somewhere else now
     * @param dnsRecords DNS records that are not the Worker's
     */
    record Replacing(boolean origins, boolean dnsRecords) {
        static final Replacing NOTHING = new Replacing(false, false);
    }

    boolean areNone() {
        return config.customDomains().isEmpty();
    }

    /**
     * Looks who has the domains. The Worker must exist.
     *
     * @throws InputFailure when somebody has one and the build may not take it
     */
    Replacing look() {
        if (areNone()) {
            return Replacing.NOTHING;
        }
        DomainChanges changes;
        try {
            changes = worker.customDomainChanges(origins());
        } catch (ApiFailure failure) {
            permission.warn("who has the custom domains cannot be seen beforehand: " + failure.sentence());
            return new Replacing(permission.has(Allowance.TAKE_DOMAIN), permission.has(Allowance.REPLACE_DNS_RECORD));
        }
        for (DomainChanges.Taken taken : changes.taken()) {
            String owner = worker.customDomainOwner(taken.id());
            if (!owner.equals(worker.name())) {
                permission.require(
                        Allowance.TAKE_DOMAIN,
                        "the custom domain " + taken.hostname() + " belongs to the Worker " + owner);
            }
        }
        if (!changes.conflicting().isEmpty()) {
            permission.require(
                    Allowance.REPLACE_DNS_RECORD,
                    "there are DNS records for " + String.join(", ", changes.conflicting())
                            + " that a custom domain would replace");
        }
        return new Replacing(!changes.taken().isEmpty(), !changes.conflicting().isEmpty());
    }

    void publish(Replacing replacing) {
        worker.putCustomDomains(origins(), replacing.origins(), replacing.dnsRecords());
    }

    private ArrayNode origins() {
        ArrayNode origins = Json.array();
        for (Route domain : config.customDomains()) {
            ObjectNode origin = origins.addObject().put("hostname", domain.pattern());
            domain.zone().ifPresent(zone -> {
                if (zone instanceof Route.Zone.Id id) {
                    origin.put("zone_id", id.id());
                } else if (zone instanceof Route.Zone.Name name) {
                    origin.put("zone_name", name.name());
                }
            });
            domain.enabled().ifPresent(e -> origin.put("enabled", e));
            domain.previewsEnabled().ifPresent(p -> origin.put("previews_enabled", p));
        }
        return origins;
    }
}
