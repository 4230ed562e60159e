package io.github.flaremaven.cloudflare.maven;

import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.NpmClient;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import io.github.flaremaven.cloudflare.base.ToolVersions;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildPlatform;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.maven.plugin.logging.Log;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.repository.RepositoryPolicy;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResolutionException;
import org.eclipse.aether.transfer.ChecksumFailureException;

/**
 * Finds the esbuild binary: where the user says, unpacked before, as a Maven artifact, in {@code node_modules}, and last
 * from npm. Mirrors, proxies, offline mode and checksums are Maven's.
 */
final class EsbuildFinder {
    private final Surroundings surroundings;
    private final Optional<Path> configured;
    private final Path cache;
    private final ToolVersions versions;
    private final EsbuildPlatform platform = EsbuildPlatform.current();

    EsbuildFinder(Surroundings surroundings, Optional<Path> configured, Path cache, ToolVersions versions) {
        this.surroundings = surroundings;
        this.configured = configured;
        this.cache = cache;
        this.versions = versions;
    }

    /**
     * The binary.
     *
     * @throws InputFailure when it is nowhere; the sentence says what to do
     */
    Path find() {
        if (configured.isPresent()) {
            if (!Files.isRegularFile(configured.get())) {
                throw new InputFailure("cloudflare.esbuild names " + configured.get() + ", which does not exist");
            }
            return configured.get();
        }
        Path unpacked = cache.resolve("esbuild-" + versions.esbuild() + "-" + platform.id())
                .resolve(Path.of(platform.binary()).getFileName());
        if (Files.exists(unpacked)) {
            return unpacked;
        }
        return artifact()
                .map(jar -> unpack(jar, unpacked))
                .or(this::inNodeModules)
                .orElseGet(this::fromNpm);
    }

    /** The WebJar; absent where none exists for this platform or it cannot be reached. */
    private Optional<Path> artifact() {
        ArtifactRequest request = new ArtifactRequest(
                new DefaultArtifact("org.webjars.npm", "esbuild__" + platform.id(), "jar", versions.esbuild()),
                repositories(),
                "cloudflare");
        try {
            return Optional.of(surroundings
                    .repositories()
                    .resolveArtifact(surroundings.session().getRepositorySession(), request)
                    .getArtifact()
                    .getFile()
                    .toPath());
        } catch (ArtifactResolutionException e) {
            refuseWrongChecksum(e);
            log().debug("no esbuild as a Maven artifact: " + e.getMessage());
            return Optional.empty();
        }
    }

    private void refuseWrongChecksum(ArtifactResolutionException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof ChecksumFailureException) {
                throw new ToolFailure("the esbuild artifact has a wrong checksum: " + cause.getMessage(), e);
            }
        }
    }

    /** The build's own, but a wrong checksum is an error: what comes is going to be executed. */
    private List<RemoteRepository> repositories() {
        RepositoryPolicy strict =
                new RepositoryPolicy(true, RepositoryPolicy.UPDATE_POLICY_DAILY, RepositoryPolicy.CHECKSUM_POLICY_FAIL);
        return surroundings.project().getRemotePluginRepositories().stream()
                .map(r ->
                        new RemoteRepository.Builder(r).setReleasePolicy(strict).build())
                .toList();
    }

    private Path unpack(Path jar, Path target) {
        String name = "META-INF/resources/webjars/esbuild__" + platform.id() + "/" + versions.esbuild() + "/"
                + platform.binary();
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            ZipEntry entry = zip.getEntry(name);
            if (entry == null) {
                throw new ToolFailure("the artifact " + jar + " has no " + name);
            }
            Bytes binary;
            try (InputStream in = zip.getInputStream(entry)) {
                binary = Bytes.of(in.readAllBytes());
            }
            verify(binary, jar);
            return install(binary, target);
        } catch (IOException e) {
            throw new ToolFailure("esbuild cannot be unpacked from " + jar + " to " + target + ": " + e, e);
        }
    }

    private void verify(Bytes binary, Path origin) {
        Optional<String> expected = versions.esbuildSha256(platform.id());
        if (expected.isPresent() && !binary.digest("SHA-256").equals(expected.get())) {
            throw new ToolFailure("the esbuild binary in " + origin + " is not the published one: its SHA-256 is "
                    + binary.digest("SHA-256") + " instead of " + expected.get()
                    + "; delete the file and find out who changed it");
        }
    }

    /** Two builds may do this at once: the file appears whole or not at all. */
    private static Path install(Bytes binary, Path target) throws IOException {
        Path folder = Files.createDirectories(target.resolveSibling(""));
        Path partial = Files.createTempFile(folder, "esbuild", ".partial");
        Files.write(partial, binary.toByteArray());
        if (!partial.toFile().setExecutable(true)) {
            throw new IOException(partial + " cannot be made executable");
        }
        Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return target;
    }

    private Optional<Path> inNodeModules() {
        Path relative = Path.of("node_modules", "@esbuild", platform.id()).resolve(platform.binary());
        for (Path folder = surroundings.folder().toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (isRightVersion(folder) && Files.isRegularFile(folder.resolve(relative))) {
                return Optional.of(folder.resolve(relative));
            }
        }
        return Optional.empty();
    }

    private boolean isRightVersion(Path folder) {
        Path description = folder.resolve("node_modules")
                .resolve("@esbuild")
                .resolve(platform.id())
                .resolve("package.json");
        try {
            return Files.isRegularFile(description)
                    && Files.readString(description).contains("\"version\": \"" + versions.esbuild() + "\"");
        } catch (IOException e) {
            return false;
        }
    }

    private Path fromNpm() {
        if (surroundings.session().isOffline()) {
            throw new InputFailure(
                    "esbuild " + versions.esbuild() + " for " + platform.id()
                            + " is needed and Maven is offline; run the goal once online, or set cloudflare.esbuild to a binary");
        }
        Path folder = cache.resolve("npm-esbuild-" + versions.esbuild());
        Path binary = folder.resolve("node_modules")
                .resolve("@esbuild")
                .resolve(platform.id())
                .resolve(platform.binary());
        if (!Files.exists(binary)) {
            log().info("Installing esbuild " + versions.esbuild() + " for " + platform.id() + " with npm");
            NpmClient.install("@esbuild/" + platform.id() + "@" + versions.esbuild(), folder);
        }
        return binary;
    }

    private Log log() {
        return surroundings.log();
    }
}
