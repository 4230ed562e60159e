package io.github.flaremaven.cloudflare.goal;

import io.github.flaremaven.cloudflare.maven.Identity;
import io.github.flaremaven.cloudflare.maven.Workbench;
import org.apache.maven.plugins.annotations.Mojo;

/**
 * Shows who the build is: the kind of token, the account, what the token may do, and what is missing for this config.
 *
 * @since 0.1.0
 */
@Mojo(name = "whoami", requiresProject = false, threadSafe = true)
public final class WhoamiMojo extends CloudflareMojo {
    @Override
    void run(Workbench bench) {
        new Identity(bench).show();
    }
}
