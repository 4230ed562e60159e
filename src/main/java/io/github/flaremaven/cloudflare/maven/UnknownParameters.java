package io.github.flaremaven.cloudflare.maven;

import io.github.flaremaven.cloudflare.config.Nearest;
import java.util.Set;
import java.util.TreeSet;
import org.apache.maven.plugin.descriptor.MojoDescriptor;
import org.codehaus.plexus.util.xml.Xpp3Dom;

/** Warns about elements of the plugin's configuration that no goal knows; Maven itself says nothing before 3.9. */
final class UnknownParameters {
    private UnknownParameters() {}

    static void warn(Surroundings surroundings) {
        Xpp3Dom configuration = surroundings.execution().getConfiguration();
        MojoDescriptor mojo = surroundings.execution().getMojoDescriptor();
        if (configuration == null || mojo == null) {
            return;
        }
        Set<String> known = new TreeSet<>();
        mojo.getPluginDescriptor()
                .getMojos()
                .forEach(m -> known.addAll(m.getParameterMap().keySet()));
        for (Xpp3Dom child : configuration.getChildren()) {
            if (!known.contains(child.getName())) {
                surroundings
                        .log()
                        .warn("<" + child.getName() + "> in the configuration of the plugin is unknown and ignored"
                                + Nearest.to(child.getName(), known)
                                        .map(n -> "; did you mean <" + n + ">?")
                                        .orElse(""));
            }
        }
    }
}
