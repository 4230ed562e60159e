package io.github.flaremaven.cloudflare.local.runtime;

import java.util.Optional;

/** A version cannot run; the message is workerd's own. */
public final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Optional<String> missingClass;

    private Refused(String message, Optional<String> missingClass) {
        super(message);
        this.missingClass = missingClass;
    }

    static Refused because(String complaint) {
        return new Refused(complaint, Optional.empty());
    }

    static Refused missing(String className) {
        return new Refused("The class " + className + " is not exported.", Optional.of(className));
    }

    /** Why, in words for the one who wrote the code. */
    public String complaint() {
        return String.valueOf(getMessage());
    }

    /** The Durable Object class that the code should export and does not, when that is why. */
    public Optional<String> missingClass() {
        return missingClass;
    }
}
