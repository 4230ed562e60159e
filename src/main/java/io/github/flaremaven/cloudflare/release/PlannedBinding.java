package io.github.flaremaven.cloudflare.release;

import io.github.flaremaven.cloudflare.config.model.Binding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A binding of an upload.
 *
 * @param creation what has to be made first, and gives the binding its last form
 */
record PlannedBinding(Binding binding, Optional<Creation> creation) {

    /**
     * A resource that is to be made.
     *
     * @param rank wrangler's order among the kinds
     * @param what kind and name, for people
     */
    record Creation(int rank, String what, Supplier<Made> make) {}

    /**
     * A binding whose resource is there.
     *
     * @param existed whether it was not made now, or nobody can tell
     */
    record Made(Binding binding, boolean existed) {}

    static PlannedBinding ready(Binding binding) {
        return new PlannedBinding(binding, Optional.empty());
    }

    static PlannedBinding missing(Binding binding, int rank, String what, Supplier<Made> make) {
        return new PlannedBinding(binding, Optional.of(new Creation(rank, what, make)));
    }

    /** Whether nothing has to be made for it. */
    boolean isPresent() {
        return creation.isEmpty();
    }

    /** The bindings as far as they are known; what is to be made counts as what the Worker will have under the name. */
    static List<Binding> known(List<PlannedBinding> planned) {
        return planned.stream()
                .map(p -> p.isPresent()
                        ? p.binding()
                        : new Binding.Inherit(p.binding().name()))
                .toList();
    }

    /** Makes what is missing, kind by kind, and gives all bindings in their order. */
    static List<Binding> complete(List<PlannedBinding> planned, ReleaseListener listener) {
        List<Binding> bindings =
                new ArrayList<>(planned.stream().map(PlannedBinding::binding).toList());
        IntStream.range(0, planned.size())
                .filter(i -> planned.get(i).creation().isPresent())
                .boxed()
                .sorted(Comparator.comparingInt(
                        i -> planned.get(i).creation().orElseThrow().rank()))
                .forEach(i -> {
                    Creation creation = planned.get(i).creation().orElseThrow();
                    String name = planned.get(i).binding().name();
                    Made made = creation.make().get();
                    bindings.set(i, made.binding());
                    if (made.existed()) {
                        listener.warning(
                                "the " + creation.what() + " is there already, perhaps from an earlier attempt; "
                                        + "the binding " + name + " uses it");
                    } else {
                        listener.resourceMade(creation.what(), name);
                    }
                });
        return bindings;
    }
}
