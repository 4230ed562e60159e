package io.github.flaremaven.cloudflare.config.model;

import java.nio.file.Path;
import java.util.List;

/** Workers Sites: the predecessor of static assets, kept in a KV namespace. */
public record Site(Path bucket, List<String> include, List<String> exclude) {}
