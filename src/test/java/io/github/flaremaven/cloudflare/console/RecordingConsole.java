package io.github.flaremaven.cloudflare.console;

import java.util.ArrayList;
import java.util.List;

/** Keeps what a goal says, with the level before each line. */
public final class RecordingConsole implements Console {
    private final List<String> lines = new ArrayList<>();

    public List<String> lines() {
        return lines;
    }

    @Override
    public void info(String line) {
        lines.add("info " + line);
    }

    @Override
    public void warn(String line) {
        lines.add("warn " + line);
    }

    @Override
    public void debug(String line) {
        lines.add("debug " + line);
    }

    @Override
    public void print(String line) {
        lines.add("print " + line);
    }

    @Override
    public String bold(String text) {
        return "*" + text + "*";
    }
}
