package io.github.flaremaven.cloudflare.maven;

import io.github.flaremaven.cloudflare.base.InputFailure;
import java.util.List;
import java.util.Set;

/** Refuses a token where others can read it. */
final class ForbiddenToken {
    private static final List<String> PROPERTIES =
            List.of("cloudflare.apiToken", "cloudflare.token", "cloudflare.apiKey");
    private static final List<String> ELEMENTS = List.of("apiToken", "token", "apiKey");
    private static final String INSTEAD =
            "; set the environment variable CLOUDFLARE_API_TOKEN, or a <server> with the id cloudflare in settings.xml, and "
                    + "make a new token, because this one may have been seen";

    private ForbiddenToken() {}

    static void check(Surroundings surroundings) {
        for (String property : PROPERTIES) {
            if (surroundings.userProperty(property).isPresent()) {
                throw new InputFailure("-D" + property
                        + " is refused: every process of the machine can read the command line" + INSTEAD);
            }
            if (surroundings.project().getProperties().containsKey(property)) {
                throw new InputFailure(
                        "the property " + property + " is refused: a POM is no place for a secret" + INSTEAD);
            }
        }
        Set<String> elements = PluginConfiguration.elements(surroundings);
        for (String element : ELEMENTS) {
            if (elements.contains(element)) {
                throw new InputFailure("<" + element + "> is refused: a POM is no place for a secret" + INSTEAD);
            }
        }
    }
}
