package io.github.flaremaven.cloudflare.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Ids and tokens that an account made up: they differ from account to account. Those of things that have names are
 * replaced by the name, others by their number in the order in which the client uses them. What the client named first is
 * its own and stays.
 */
final class ApiIds {
    private static final String TOKEN = "[A-Za-z0-9_=-]{8,}\\.[A-Za-z0-9_=-]{8,}\\.[A-Za-z0-9_=-]{8,}";
    private static final Pattern ID = Pattern.compile(
            TOKEN + "|\\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\b|\\b[0-9a-f]{32}\\b");
    private static final List<String> NAMES = List.of("queue_name", "namespace_name", "name", "title");

    private final Set<String> asked = new HashSet<>();
    /** The name of what an id belongs to; empty for what has none. */
    private final Map<String, String> given = new HashMap<>();

    private final Map<String, Integer> numbers = new HashMap<>();

    /** Takes note of a request and its reply; to be told of all calls in their order. */
    void note(RecordedCall call) {
        Stream.of(call.line(), call.body().text())
                .flatMap(text -> ID.matcher(text).results())
                .map(r -> plain(r.group()))
                .filter(id -> !given.containsKey(id))
                .forEach(asked::add);
        if (call.reply().startsWith("{")) {
            learn(Json.parse(call.reply()), "", "");
        }
    }

    private void learn(JsonNode node, String field, String owner) {
        if (node.isTextual()) {
            if (ID.matcher(node.textValue()).matches() && !asked.contains(plain(node.textValue()))) {
                given.putIfAbsent(plain(node.textValue()), owner.isEmpty() ? "" : field + " of " + owner);
            }
            return;
        }
        String name = NAMES.stream()
                .flatMap(n -> Json.text(node, n).stream())
                .findFirst()
                .orElse(owner);
        node.properties().forEach(e -> learn(e.getValue(), e.getKey(), name));
        if (node.isArray()) {
            node.forEach(item -> learn(item, field, owner));
        }
    }

    /** The reply to an upload spells the version's id without hyphens. */
    private static String plain(String id) {
        return id.contains(".") ? id : id.replace("-", "");
    }

    /** The text with names and numbers in place of what the account gave. */
    String replace(String text) {
        return ID.matcher(text).replaceAll(r -> Matcher.quoteReplacement(replacement(r)));
    }

    private String replacement(MatchResult match) {
        String id = plain(match.group());
        Optional<String> owner = Optional.ofNullable(given.get(id));
        if (owner.isEmpty()) {
            return match.group();
        }
        if (!owner.get().isEmpty()) {
            return "<" + owner.get() + ">";
        }
        return "<id-" + numbers.computeIfAbsent(id, i -> numbers.size() + 1) + ">";
    }
}
