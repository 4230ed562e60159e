package io.github.flaremaven.cloudflare.release;

import io.github.flaremaven.cloudflare.cloudflare.CloudflareApi;
import io.github.flaremaven.cloudflare.cloudflare.Subdomain;
import io.github.flaremaven.cloudflare.cloudflare.WorkerApi;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import java.util.Optional;
import java.util.function.Supplier;

/** The Worker's address below workers.dev, and those of its versions. */
final class WorkersDev {
    private final WorkerConfig config;
    private final CloudflareApi api;
    private final WorkerApi worker;
    private final ReleaseListener listener;
    private final Supplier<Subdomain> present;
    private boolean staysOff;

    /** {@code present} is how it is before anything is switched. */
    WorkersDev(WorkerConfig config, CloudflareApi api, ReleaseListener listener, Supplier<Subdomain> present) {
        this.config = config;
        this.api = api;
        this.worker = api.worker(config.name());
        this.listener = listener;
        this.present = present;
    }

    /**
     * Switches it on or off as the config says, or as its routes suggest.
     *
     * @param created whether the Worker is new, so that no change is worth a word
     * @param keep whether to leave it alone where it is as the config says
     * @return the address, absent when it is off
     */
    Optional<String> publish(boolean created, boolean keep) {
        boolean wanted = config.wantsWorkersDev();
        Subdomain before = present.get();
        boolean fits = before.enabled() == wanted
                && config.previewUrls()
                        .filter(p -> p != before.previewsEnabled())
                        .isEmpty();
        Optional<Boolean> previews =
                keep && fits ? Optional.empty() : worker.setSubdomain(wanted, config.previewUrls());
        staysOff = !wanted && !before.enabled();
        if (!created && config.workersDev().isEmpty() && before.enabled() != wanted) {
            listener.warning("the workers.dev address was switched " + word(wanted) + ", because the config has "
                    + (wanted ? "no routes" : "routes") + " and does not say; set workers_dev = " + wanted
                    + " to settle it");
        }
        if (!created && config.previewUrls().isEmpty()) {
            previews.filter(now -> now != before.previewsEnabled())
                    .ifPresent(now -> listener.warning("the preview addresses were switched " + word(now)
                            + ", because the config does not say; set preview_urls = " + now + " to settle it"));
        }
        return wanted ? address(before) : Optional.empty();
    }

    /** Whether it was off and is to be off. */
    boolean staysOff() {
        return staysOff;
    }

    private Optional<String> address(Subdomain subdomain) {
        return subdomain
                .url()
                .or(() -> api.account().workersDevName().map(n -> worker.name() + "." + n + ".workers.dev"))
                .map(url -> url.startsWith("http://") || url.startsWith("https://") ? url : "https://" + url);
    }

    private static String word(boolean on) {
        return on ? "on" : "off";
    }
}
