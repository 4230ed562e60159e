package io.github.flaremaven.cloudflare.release;

import io.github.flaremaven.cloudflare.base.InputFailure;
import java.util.Set;
import java.util.function.Consumer;

/** What the build may take from others: asked before each such step. */
final class Permission {
    private final Set<Allowance> allowed;
    private final Consumer<String> warnings;

    Permission(Set<Allowance> allowed, Consumer<String> warnings) {
        this.allowed = Set.copyOf(allowed);
        this.warnings = warnings;
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
        warnings.accept(why + " (allowed by cloudflare.allow)");
    }

    void warn(String message) {
        warnings.accept(message);
    }
}
