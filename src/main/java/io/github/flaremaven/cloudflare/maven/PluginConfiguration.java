package io.github.flaremaven.cloudflare.maven;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.maven.model.Plugin;
import org.apache.maven.model.PluginExecution;
import org.apache.maven.model.PluginManagement;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.util.xml.Xpp3Dom;

/**
 * What the POM says in the configuration of this plugin, for all goals and for the execution at hand. Maven itself gives a
 * goal only the elements that the goal knows.
 */
final class PluginConfiguration {
    private PluginConfiguration() {}

    /** The names of the elements. */
    static Set<String> elements(Surroundings surroundings) {
        Set<String> names = new TreeSet<>();
        plugin(surroundings).ifPresent(plugin -> {
            List<Object> configurations = new ArrayList<>();
            configurations.add(plugin.getConfiguration());
            PluginExecution execution =
                    plugin.getExecutionsAsMap().get(surroundings.execution().getExecutionId());
            if (execution != null) {
                configurations.add(execution.getConfiguration());
            }
            for (Object configuration : configurations) {
                if (configuration instanceof Xpp3Dom dom) {
                    for (Xpp3Dom child : dom.getChildren()) {
                        names.add(child.getName());
                    }
                }
            }
        });
        return names;
    }

    private static Optional<Plugin> plugin(Surroundings surroundings) {
        MavenProject project = surroundings.project();
        String key = Plugin.constructKey(
                surroundings.execution().getGroupId(), surroundings.execution().getArtifactId());
        return Optional.ofNullable(project.getPlugin(key))
                .or(() -> Optional.ofNullable(project.getPluginManagement())
                        .map(PluginManagement::getPluginsAsMap)
                        .map(plugins -> plugins.get(key)));
    }
}
