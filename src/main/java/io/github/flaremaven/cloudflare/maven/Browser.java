package io.github.flaremaven.cloudflare.maven;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** The browser of the person at the terminal. */
final class Browser {
    private Browser() {}

    /** Opens an address; tells whether there is a program that does. */
    static boolean open(String url) {
        try {
            new ProcessBuilder(command(System.getProperty("os.name").toLowerCase(Locale.ROOT), url))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static List<String> command(String system, String url) {
        return system.startsWith("windows")
                ? List.of("rundll32", "url.dll,FileProtocolHandler", url)
                : List.of(system.startsWith("mac") ? "open" : "xdg-open", url);
    }
}
