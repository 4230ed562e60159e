package io.github.flaremaven.cloudflare.testing;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Everything that a failure could print. */
public final class Texts {
    private Texts() {}

    /** Messages, causes and what was suppressed, as {@code mvn -e} shows them. */
    public static String of(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
