package io.github.flaremaven.cloudflare.maven;

import io.github.flaremaven.cloudflare.base.InputFailure;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.model.DependencyManagement;
import org.apache.maven.project.MavenProject;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.graph.Exclusion;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.DependencyResolutionException;

/** Finds npm packages among the dependencies of the project and of the plugin: jars of WebJars and mvnpm. */
final class NpmDependencies {
    private final Surroundings surroundings;

    NpmDependencies(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /**
     * The jars, with what they depend on; the project's first. Nothing is resolved for a project that has none.
     *
     * @throws InputFailure when one cannot be resolved
     */
    List<Path> jars() {
        return Stream.concat(ofProject(), ofPlugin()).distinct().toList();
    }

    private static boolean isNpm(String groupId) {
        return groupId.equals("org.webjars.npm") || groupId.equals("org.mvnpm") || groupId.startsWith("org.mvnpm.at.");
    }

    /** Maven has resolved these already. */
    private Stream<Path> ofPlugin() {
        return surroundings.execution().getMojoDescriptor().getPluginDescriptor().getArtifacts().stream()
                .filter(a -> isNpm(a.getGroupId()))
                .map(Artifact::getFile)
                .filter(Objects::nonNull)
                .map(java.io.File::toPath);
    }

    private Stream<Path> ofProject() {
        MavenProject project = surroundings.project();
        List<Dependency> direct = project.getDependencies().stream()
                .filter(d -> isNpm(d.getGroupId()) && !"test".equals(d.getScope()))
                .map(NpmDependencies::dependency)
                .toList();
        if (direct.isEmpty()) {
            return Stream.empty();
        }
        List<Dependency> managed = Optional.ofNullable(project.getDependencyManagement())
                .map(DependencyManagement::getDependencies)
                .orElse(List.of())
                .stream()
                .map(NpmDependencies::dependency)
                .toList();
        CollectRequest request = new CollectRequest(direct, managed, project.getRemoteProjectRepositories());
        try {
            return surroundings
                    .repositories()
                    .resolveDependencies(
                            surroundings.session().getRepositorySession(), new DependencyRequest(request, null))
                    .getArtifactResults()
                    .stream()
                    .map(ArtifactResult::getArtifact)
                    .filter(a -> isNpm(a.getGroupId()))
                    .map(a -> a.getFile().toPath());
        } catch (DependencyResolutionException e) {
            throw new InputFailure("the npm packages among the dependencies cannot be resolved: " + e.getMessage());
        }
    }

    private static Dependency dependency(org.apache.maven.model.Dependency model) {
        DefaultArtifact artifact = new DefaultArtifact(
                model.getGroupId(), model.getArtifactId(), model.getClassifier(), "jar", model.getVersion());
        List<Exclusion> exclusions = model.getExclusions().stream()
                .map(e -> new Exclusion(e.getGroupId(), e.getArtifactId(), "*", "*"))
                .toList();
        return new Dependency(artifact, model.getScope(), model.isOptional(), exclusions);
    }
}
