package io.github.flaremaven.cloudflare.release;

import io.github.flaremaven.cloudflare.base.InputFailure;
import java.util.Set;

/** What the build may take from others: asked before each such step. */
final class Permission {
    private final Set<Allowance> allowed;
    private final ReleaseListener listener;

    Permission(Set<Allowance> allowed, ReleaseListener listener) {
        this.allowed = Set.copyOf(allowed);
        this.listener = listener;
    }

    boolean has(Allowance allowance) {
        return allowed.contains(allowance);
    }

    /**
     * Lets the step pass, with a warning.
     *
     * @param why what would be taken from whom
     * @throws InputFailure naming the switch, when the build may not
     */
    void require(Allowance allowance, String why) {
        if (!has(allowance)) {
            throw new InputFailure(why + allowance.howTo());
        }
        listener.warning(why + " (allowed by cloudflare.allow)");
    }

    void warn(String message) {
        listener.warning(message);
    }
}
