package io.github.flaremaven.cloudflare.maven;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.config.LoadedConfig;
import io.github.flaremaven.cloudflare.config.model.Binding;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The Workers that are developed together.
 *
 * @param members in the order in which they come up: a Worker after those that it has service bindings to
 * @param home the one that clients talk to: the first of the build that no other has a service binding to
 */
record DevTeam(List<Member> members, Member home) {

    /** A module and what its config says at the start. */
    record Member(DevModule module, LoadedConfig config) {
        String name() {
            return config.worker().name();
        }

        private Set<String> needs() {
            return config.worker().bindings().stream()
                    .filter(Binding.Service.class::isInstance)
                    .map(b -> ((Binding.Service) b).service())
                    .collect(Collectors.toSet());
        }
    }

    /**
     * Reads the configs.
     *
     * @param modules at least one
     * @throws InputFailure when one has errors or gives no name
     */
    static DevTeam of(List<DevModule> modules) {
        List<Member> all = modules.stream().map(m -> new Member(m, m.config())).toList();
        if (all.stream().anyMatch(m -> m.name().isEmpty())) {
            throw new InputFailure("the Worker needs a name: set \"name\" in the config or -Dcloudflare.name");
        }
        Member home = all.stream()
                .filter(m ->
                        all.stream().noneMatch(o -> !o.equals(m) && o.needs().contains(m.name())))
                .findFirst()
                .orElse(all.get(0));
        return new DevTeam(inOrder(all, Member::name, Member::needs), home);
    }

    /** Each after those that it needs; in a circle the first one goes first. */
    static <T> List<T> inOrder(List<T> all, Function<T, String> name, Function<T, Set<String>> needs) {
        List<T> waiting = new ArrayList<>(all);
        List<T> ordered = new ArrayList<>();
        while (!waiting.isEmpty()) {
            T next = waiting.stream()
                    .filter(one -> waiting.stream()
                            .noneMatch(other ->
                                    !other.equals(one) && needs.apply(one).contains(name.apply(other))))
                    .findFirst()
                    .orElse(waiting.get(0));
            waiting.remove(next);
            ordered.add(next);
        }
        return ordered;
    }
}
