package io.github.flaremaven.cloudflare.maven;

import io.github.flaremaven.cloudflare.console.Console;
import java.io.PrintStream;
import java.util.function.UnaryOperator;
import org.apache.maven.plugin.logging.Log;
import org.fusesource.jansi.Ansi;

/** Speaks through Maven's log. */
final class MavenConsole implements Console {
    private final Log log;
    private final PrintStream out;

    MavenConsole(Log log, PrintStream out) {
        this.log = log;
        this.out = out;
    }

    @Override
    public void info(String line) {
        log.info(line);
    }

    @Override
    public void warn(String line) {
        log.warn(line);
    }

    @Override
    public void debug(String line) {
        log.debug(line);
    }

    @Override
    public void print(String line) {
        out.println(line);
        out.flush();
    }

    @Override
    public String bold(String text) {
        return styled(text, Ansi::bold);
    }

    @Override
    public String yellow(String text) {
        return styled(text, Ansi::fgYellow);
    }

    @Override
    public String red(String text) {
        return styled(text, Ansi::fgRed);
    }

    private static String styled(String text, UnaryOperator<Ansi> style) {
        try {
            return Ansi.isEnabled() ? style.apply(Ansi.ansi()).a(text).reset().toString() : text;
        } catch (NoClassDefFoundError e) {
            return text; // a Maven without Jansi
        }
    }
}
