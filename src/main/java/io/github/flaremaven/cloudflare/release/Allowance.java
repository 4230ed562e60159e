package io.github.flaremaven.cloudflare.release;

import io.github.flaremaven.cloudflare.base.InputFailure;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a build may do only when it is told to, because it takes something from somebody. wrangler does these without
 * asking when nobody is at the terminal.
 */
public enum Allowance {
    /** Deploy at 100 % although a gradual deployment of two versions is running. */
    END_GRADUAL_DEPLOYMENT,
    /** Take a custom domain from another Worker. */
    TAKE_DOMAIN,
    /** Replace a DNS record that is not the Worker's by a custom domain. */
    REPLACE_DNS_RECORD,
    /** Roll back although secrets were changed since that version. */
    CHANGED_SECRETS,
    /** Take a Workflow from another Worker. */
    TAKE_WORKFLOW,
    /** Delete a Worker that others use. */
    DELETE_REFERENCED,
    /** Delete the container applications of a Worker with it. */
    DELETE_CONTAINERS;

    /** The word for {@code -Dcloudflare.allow}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The end of a sentence that refuses: how to allow it. */
    public String howTo() {
        return "; add -Dcloudflare.allow=" + word() + " if that is what you want";
    }

    /**
     * Reads the words of the parameter.
     *
     * @throws InputFailure for a word that is none of them
     */
    public static Set<Allowance> parse(Collection<String> words) {
        Set<Allowance> allowed = EnumSet.noneOf(Allowance.class);
        for (String word : words) {
            allowed.add(Arrays.stream(values())
                    .filter(a -> a.word().equals(word.strip()))
                    .findFirst()
                    .orElseThrow(() -> new InputFailure("cloudflare.allow knows "
                            + Arrays.stream(values()).map(Allowance::word).collect(Collectors.joining(", "))
                            + "; found \"" + word + "\"")));
        }
        return allowed;
    }
}
