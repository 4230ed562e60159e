package io.github.flaremaven.cloudflare.local.runtime;

import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.state.VersionRef;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What workerd says about a version that does not start. */
final class Complaint {
    private static final String ID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    private static final Pattern SERVICE = Pattern.compile("service ([^\\s:@]+@" + ID + "): ");
    private static final Pattern WORKER = Pattern.compile("Worker \"([^\"@]+@" + ID + ")\"'s ");
    private static final Pattern WORKFLOW = Pattern.compile("Workflow \\\\?\"([^\"\\\\]+)\\\\?\" refers to class");
    private static final Pattern VERSION = Pattern.compile("@" + ID);

    private Complaint() {}

    /** The version that it is about, absent when it names none. */
    static Optional<VersionRef> culprit(String complaint) {
        for (Pattern pattern : new Pattern[] {SERVICE, WORKER}) {
            Matcher matcher = pattern.matcher(complaint);
            if (matcher.find()) {
                return VersionRef.parse(matcher.group(1));
            }
        }
        return Optional.empty();
    }

    /** The Workflow whose class is not there, absent when it is not about that. */
    static Optional<String> workflow(String complaint) {
        Matcher matcher = WORKFLOW.matcher(complaint);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** The text of a line that workerd logs; lines that are not structured are the text themselves. */
    static String text(String line) {
        if (!line.startsWith("{\"timestamp\":")) {
            return line;
        }
        try {
            return Json.text(Json.parse(line), "message").orElse(line);
        } catch (UncheckedIOException e) {
            return line;
        }
    }

    /** As Cloudflare puts it: {@code service NAME@ID: Uncaught …} becomes {@code Uncaught …}. */
    static String readable(String complaint) {
        String text = SERVICE.matcher(complaint).replaceAll("");
        return VERSION.matcher(text).replaceAll("").strip();
    }
}
