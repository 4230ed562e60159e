package io.github.flaremaven.cloudflare.config.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * {@code [build]}: a command that runs before everything else.
 *
 * @param command for the shell; absent when there is nothing to run
 * @param directory where it runs
 * @param watch what a development loop watches
 */
public record CustomBuild(Optional<String> command, Path directory, List<Path> watch) {}
