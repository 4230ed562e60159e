package io.github.flaremaven.cloudflare.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where a value stands in a config document, such as {@code env.production.kv_namespaces[0].id}.
 *
 * @param owner what is printed before the steps of a value that stands in no document; empty for a document
 */
public record NodePath(String owner, List<Step> steps) {
    public static final NodePath ROOT = new NodePath("", List.of());
    private static final Pattern BARE_KEY = Pattern.compile("[A-Za-z0-9_$-]+");

    /** One step down: into a table by its key, or into an array by its index. */
    public sealed interface Step {
        record Key(String name) implements Step {}

        /** {@code index} counts from 0. */
        record Index(int index) implements Step {}
    }

    public NodePath {
        steps = List.copyOf(steps);
    }

    public static NodePath of(String... keys) {
        NodePath path = ROOT;
        for (String key : keys) {
            path = path.key(key);
        }
        return path;
    }

    /** The path of a value that came from the build rather than from a document, such as {@code the POM's name}. */
    static NodePath outside(String owner, String key) {
        return new NodePath(owner + " ", List.of(new Step.Key(key)));
    }

    public NodePath key(String name) {
        return plus(new Step.Key(name));
    }

    public NodePath index(int index) {
        return plus(new Step.Index(index));
    }

    /** Whether a document holds the value, so that it has a line and a column. */
    boolean isInDocument() {
        return owner.isEmpty();
    }

    public boolean isRoot() {
        return steps.isEmpty();
    }

    /** Whether the value is an item of an array. */
    boolean isItem() {
        return !isRoot() && steps.get(steps.size() - 1) instanceof Step.Index;
    }

    /** The path without its last step; the root's parent is the root. */
    public NodePath parent() {
        return isRoot() ? this : new NodePath(owner, steps.subList(0, steps.size() - 1));
    }

    private NodePath plus(Step step) {
        List<Step> longer = new ArrayList<>(steps);
        longer.add(step);
        return new NodePath(owner, longer);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(owner);
        for (Step step : steps) {
            if (step instanceof Step.Index at) {
                text.append('[').append(at.index()).append(']');
            } else if (step instanceof Step.Key key) {
                text.append(text.length() == owner.length() ? "" : ".");
                text.append(BARE_KEY.matcher(key.name()).matches() ? key.name() : '"' + key.name() + '"');
            }
        }
        return text.toString();
    }
}
