package io.github.flaremaven.cloudflare.config;

import java.util.Optional;

/**
 * Where a resolved value comes from.
 *
 * @param path its place in the config file, absent for values from the build
 */
public record Origin(Source source, Optional<NodePath> path) {

    /** The four places a value can come from; a later one beats an earlier one. */
    public enum Source {
        TOP_LEVEL("top level"),
        ENVIRONMENT("environment"),
        POM("POM"),
        COMMAND_LINE("command line");

        private final String label;

        Source(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    static Origin in(NodePath path) {
        boolean environment = !path.steps().isEmpty() && path.steps().get(0).equals(new NodePath.Step.Key("env"));
        return new Origin(environment ? Source.ENVIRONMENT : Source.TOP_LEVEL, Optional.of(path));
    }
}
