package io.github.flaremaven.cloudflare.local.runtime;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes of workerd's complaint what Cloudflare says about a Worker that does not start. */
final class Complaint {
    private static final Pattern SERVICE = Pattern.compile("service ([^\\s:]+)@[0-9a-f-]{36}: ");

    private Complaint() {}

    /** {@code service NAME@ID: Uncaught …} becomes {@code Uncaught …}; other lines stay. */
    static String readable(String complaint) {
        Matcher matcher = SERVICE.matcher(complaint);
        return matcher.find() ? complaint.substring(matcher.end()).strip() : complaint;
    }
}
