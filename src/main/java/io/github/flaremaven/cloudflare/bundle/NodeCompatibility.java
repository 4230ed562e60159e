package io.github.flaremaven.cloudflare.bundle;

import java.util.List;
import java.util.Optional;

/** How imports of Node.js modules are treated; decided by compatibility date and flags as wrangler does. */
public enum NodeCompatibility {
    /** Not supported: a {@code node:} import stays and is warned about. */
    NONE,
    /** {@code nodejs_als}: only AsyncLocalStorage. */
    ASYNC_LOCAL_STORAGE,
    /** {@code nodejs_compat} before 2024-09-23: only with the prefix {@code node:}. */
    V1,
    /** With and without the prefix; what the runtime lacks at the date is polyfilled. */
    V2;

    private static final String V2_SINCE = "2024-09-23";
    private static final String DEFAULT_SINCE = "2026-08-04";

    /** ISO dates compare like text; an absent date counts as the distant past. */
    static NodeCompatibility of(Optional<String> compatibilityDate, List<String> flags) {
        String date = compatibilityDate.orElse("2000-01-01");
        boolean byDefault = date.compareTo(DEFAULT_SINCE) >= 0;
        boolean compat = flags.contains("nodejs_compat");
        if (flags.contains("nodejs_compat_v2")) {
            return V2;
        }
        if (!flags.contains("no_nodejs_compat_v2") && (byDefault || (compat && date.compareTo(V2_SINCE) >= 0))) {
            return V2;
        }
        if (compat || (byDefault && !flags.contains("no_nodejs_compat"))) {
            return V1;
        }
        return flags.contains("nodejs_als") ? ASYNC_LOCAL_STORAGE : NONE;
    }
}
