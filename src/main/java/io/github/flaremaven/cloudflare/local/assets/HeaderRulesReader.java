package io.github.flaremaven.cloudflare.local.assets;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code _headers} line by line. */
final class HeaderRulesReader {
    private static final int MOST_RULES = 100;
    private static final String UNSET = "! ";
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern SPLAT_NAME = Pattern.compile(":splat(?![A-Za-z0-9_])");

    private final RuleWarnings warnings = new RuleWarnings("_headers");
    private final Map<String, Draft> drafts = new LinkedHashMap<>();
    private Optional<Draft> current = Optional.empty();
    private int valid;
    private boolean skipping;

    /** A rule whose lines are being read. */
    private record Draft(String pattern, int line, Map<String, String> set, List<String> unset) {
        boolean isEmpty() {
            return set.isEmpty() && unset.isEmpty();
        }
    }

    HeaderRules read(String text) {
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            String line = RuleText.trim(lines[i]);
            if (RuleText.isComment(line)) {
                continue;
            }
            if (line.length() > RuleText.LONGEST_LINE) {
                warnings.add(i + 1, "the line has more than " + RuleText.LONGEST_LINE + " characters and is ignored");
            } else if (!isAddress(line)) {
                header(line, i + 1);
            } else if (valid == MOST_RULES) {
                warnings.add(i + 1, "there are more than " + MOST_RULES + " rules; the rest of the file is ignored");
                break;
            } else {
                close();
                open(line, i + 1);
            }
        }
        close();
        return new HeaderRules(rules(), warnings.found());
    }

    /** A path, or anything that has a scheme. */
    private static boolean isAddress(String line) {
        int scheme = line.indexOf("://");
        return line.startsWith("/")
                || (scheme > 0 && line.chars().limit(scheme).noneMatch(c -> RuleText.isBlank((char) c)));
    }

    private void open(String line, int number) {
        Optional<String> pattern = RuleAddress.pattern(line);
        skipping = true;
        if (pattern.isEmpty()) {
            warnings.add(number, "\"" + line + "\" is neither a path nor an https:// address without a port");
        } else if (pattern.get().chars().filter(c -> c == '*').count() > 1) {
            warnings.add(number, "\"" + line + "\" has more than one *; use placeholders such as :name");
        } else if (pattern.get().indexOf('*') >= 0
                && SPLAT_NAME.matcher(pattern.get()).find()) {
            warnings.add(number, "\"" + line + "\" has both * and :splat, which are the same; rename :splat");
        } else {
            skipping = false;
            current = Optional.of(new Draft(pattern.get(), number, new LinkedHashMap<>(), new ArrayList<>()));
        }
    }

    private void close() {
        current.ifPresent(draft -> {
            if (draft.isEmpty()) {
                warnings.add(draft.line(), "the rule has no headers");
            } else {
                valid++;
                drafts.merge(draft.pattern(), draft, (earlier, later) -> later);
            }
        });
        current = Optional.empty();
    }

    private void header(String line, int number) {
        int colon = line.indexOf(':');
        if (skipping) {
            return;
        }
        if (current.isEmpty()) {
            warnings.add(number, "a path must come before the first header");
        } else if (colon >= 0) {
            set(current.get(), line.substring(0, colon), line.substring(colon + 1), number);
        } else if (line.startsWith(UNSET)) {
            unset(current.get(), line.substring(UNSET.length()), number);
        } else {
            warnings.add(number, "\"" + line + "\" is neither \"Name: value\" nor \"! Name\"");
        }
    }

    private void set(Draft rule, String rawName, String rawValue, int number) {
        String name = RuleText.trim(rawName).toLowerCase(Locale.ROOT);
        String value = RuleText.trim(rawValue);
        if (!TOKEN.matcher(name).matches()) {
            warnings.add(number, "\"" + name + "\" is no name of a header");
        } else if (value.isEmpty()) {
            warnings.add(number, "the header " + name + " has no value");
        } else {
            rule.set().merge(name, value, (earlier, later) -> earlier + ", " + later);
        }
    }

    private void unset(Draft rule, String rawName, int number) {
        String name = RuleText.trim(rawName);
        if (TOKEN.matcher(name).matches()) {
            rule.unset().add(name);
        } else {
            warnings.add(number, "\"" + name + "\" is no name of a header");
        }
    }

    private List<HeaderRules.Rule> rules() {
        List<HeaderRules.Rule> rules = new ArrayList<>();
        for (Draft draft : drafts.values()) {
            Optional<RulePattern> pattern = RulePattern.parse(draft.pattern());
            if (pattern.isPresent()) {
                rules.add(new HeaderRules.Rule(pattern.get(), draft.set(), draft.unset()));
            } else {
                warnings.add(draft.line(), "the names of the placeholders collide, so that the rule never applies");
            }
        }
        return rules;
    }
}
