package io.github.flaremaven.cloudflare.maven;

import io.github.flaremaven.cloudflare.console.Console;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.logging.Log;
import org.apache.maven.project.MavenProject;
import org.apache.maven.project.MavenProjectHelper;
import org.eclipse.aether.RepositorySystem;

/** What Maven gives a goal. */
public record Surroundings(
        MavenSession session,
        MavenProject project,
        MojoExecution execution,
        RepositorySystem repositories,
        MavenProjectHelper helper,
        Log log) {

    /** Where the goal speaks. */
    public Console console() {
        return new MavenConsole(log, System.out);
    }

    /** The project's folder; without a POM the folder Maven was started in. */
    public Path folder() {
        return project.getFile() == null
                ? Path.of(session.getExecutionRootDirectory())
                : project.getBasedir().toPath();
    }

    /** Where results and bundles go. */
    public Path output() {
        return project.getFile() == null
                ? folder().resolve("target").resolve("cloudflare")
                : Path.of(project.getBuild().getDirectory()).resolve("cloudflare");
    }

    /** The folder that all projects of the build have in common. */
    public Path root() {
        return Optional.ofNullable(session.getRequest().getMultiModuleProjectDirectory())
                .map(java.io.File::toPath)
                .orElse(Path.of(session.getExecutionRootDirectory()));
    }

    /** Whether a property was given on the command line, even an empty one. */
    public Optional<String> userProperty(String name) {
        return Optional.ofNullable(session.getUserProperties().getProperty(name));
    }

    /** A word for the project in messages and keys: unique in the reactor. */
    public String projectId() {
        return project.getGroupId() + ":" + project.getArtifactId();
    }
}
