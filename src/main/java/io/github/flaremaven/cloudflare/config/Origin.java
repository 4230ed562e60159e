package io.github.flaremaven.cloudflare.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a resolved value comes from.
 *
 * @param path its place in the config file, absent for values from the build
 * @param additions who added to the value or replaced a part of it, in this order
 */
public record Origin(Source source, Optional<NodePath> path, List<Source> additions) {

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

    public Origin {
        additions = List.copyOf(additions);
    }

    Origin(Source source, Optional<NodePath> path) {
        this(source, path, List.of());
    }

    /** The same, with something of {@code other} in it. */
    Origin plus(Source other) {
        List<Source> more = new ArrayList<>(additions);
        if (other != source && !more.contains(other)) {
            more.add(other);
        }
        return new Origin(source, path, more);
    }

    static Origin in(NodePath path) {
        boolean environment = !path.steps().isEmpty() && path.steps().get(0).equals(new NodePath.Step.Key("env"));
        return new Origin(environment ? Source.ENVIRONMENT : Source.TOP_LEVEL, Optional.of(path));
    }
}
