package io.github.flaremaven.cloudflare.maven;

import io.github.flaremaven.cloudflare.config.Nearest;
import java.util.Set;
import java.util.TreeSet;
import org.apache.maven.plugin.descriptor.MojoDescriptor;

/** Warns about elements of the plugin's configuration that no goal knows; Maven itself says nothing before 3.9. */
final class UnknownParameters {
    private UnknownParameters() {}

    static void warn(Surroundings surroundings) {
        MojoDescriptor mojo = surroundings.execution().getMojoDescriptor();
        if (mojo == null) {
            return;
        }
        Set<String> known = new TreeSet<>();
        mojo.getPluginDescriptor()
                .getMojos()
                .forEach(m -> known.addAll(m.getParameterMap().keySet()));
        for (String name : PluginConfiguration.elements(surroundings)) {
            if (!known.contains(name)) {
                surroundings
                        .log()
                        .warn("<" + name + "> in the configuration of the plugin is unknown and ignored"
                                + Nearest.to(name, known)
                                        .map(n -> "; did you mean <" + n + ">?")
                                        .orElse(""));
            }
        }
    }
}
