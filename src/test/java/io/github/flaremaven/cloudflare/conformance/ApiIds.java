package io.github.flaremaven.cloudflare.conformance;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Ids and tokens that an account made up: they differ from account to account and are replaced by their number, in the
 * order in which the client uses them. What the client named first is its own and stays.
 */
final class ApiIds {
    private static final String TOKEN = "[A-Za-z0-9_=-]{8,}\\.[A-Za-z0-9_=-]{8,}\\.[A-Za-z0-9_=-]{8,}";
    private static final Pattern ID = Pattern.compile(
            TOKEN + "|\\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\b|\\b[0-9a-f]{32}\\b");

    private final Set<String> asked = new HashSet<>();
    private final Set<String> given = new HashSet<>();
    private final Map<String, Integer> numbers = new HashMap<>();

    /** Takes note of a request and its reply; to be told of all calls in their order. */
    void note(RecordedCall call) {
        ids(call.line()).forEach(this::ask);
        ids(call.body().text()).forEach(this::ask);
        ids(call.reply()).stream().filter(id -> !asked.contains(id)).forEach(given::add);
    }

    private void ask(String id) {
        if (!given.contains(id)) {
            asked.add(id);
        }
    }

    private static List<String> ids(String text) {
        return ID.matcher(text).results().map(r -> plain(r.group())).toList();
    }

    /** The reply to an upload spells the version's id without hyphens. */
    private static String plain(String id) {
        return id.contains(".") ? id : id.replace("-", "");
    }

    /** The text with numbers in place of what the account gave. */
    String replace(String text) {
        return ID.matcher(text).replaceAll(r -> Matcher.quoteReplacement(replacement(r)));
    }

    private String replacement(MatchResult match) {
        String id = plain(match.group());
        return given.contains(id) ? "<id-" + numbers.computeIfAbsent(id, i -> numbers.size() + 1) + ">" : match.group();
    }
}
