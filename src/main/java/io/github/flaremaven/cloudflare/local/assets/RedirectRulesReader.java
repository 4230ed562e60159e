package io.github.flaremaven.cloudflare.local.assets;

import io.github.flaremaven.cloudflare.local.assets.RedirectRules.Dynamic;
import io.github.flaremaven.cloudflare.local.assets.RedirectRules.Redirect;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code _redirects} line by line. */
final class RedirectRulesReader {
    private static final int MOST_FIXED = 2000;
    private static final int MOST_DYNAMIC = 100;
    private static final String DEFAULT_STATUS = "302";
    private static final Set<Integer> STATUSES = Set.of(200, 301, 302, 303, 307, 308);
    private static final Pattern INDEX = Pattern.compile("/index(.html)?$");

    private final HtmlHandling html;
    private final RuleWarnings warnings = new RuleWarnings("_redirects");
    private final Map<String, Redirect> fixed = new HashMap<>();
    private final List<Dynamic> dynamic = new ArrayList<>();
    private final Set<String> sources = new HashSet<>();
    private int fixedSeen;
    private int dynamicSeen;
    private boolean afterDynamic;

    RedirectRulesReader(HtmlHandling html) {
        this.html = html;
    }

    RedirectRules read(String text) {
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length && dynamicSeen <= MOST_DYNAMIC; i++) {
            String line = RuleText.trim(lines[i]);
            if (line.length() > RuleText.LONGEST_LINE) {
                warnings.add(i + 1, "the line has more than " + RuleText.LONGEST_LINE + " characters and is ignored");
            } else if (!RuleText.isComment(line)) {
                Optional<String> problem = rule(words(line));
                if (problem.isPresent()) {
                    warnings.add(i + 1, problem.get());
                }
            }
        }
        return new RedirectRules(fixed, dynamic, warnings.found());
    }

    /** The words of a line, up to one that begins with {@code #}. */
    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= line.length(); i++) {
            if (i == line.length() || RuleText.isBlank(line.charAt(i))) {
                if (i > start) {
                    words.add(line.substring(start, i));
                }
                start = i + 1;
            } else if (i == start && line.charAt(i) == '#') {
                break;
            }
        }
        return words;
    }

    /** Takes a rule in, or says why not. */
    private Optional<String> rule(List<String> words) {
        if (words.size() < 2 || words.size() > 3) {
            return Optional.of("a rule has two or three words (from, to, status), found " + words.size());
        }
        Optional<String> source = RuleAddress.source(words.get(0));
        if (source.isEmpty()) {
            return Optional.of("\"" + words.get(0) + "\" has a host; a rule starts with a path");
        }
        boolean isFixed = dynamicSeen == 0 && !RulePattern.isDynamic(source.get());
        if (isFixed && ++fixedSeen > MOST_FIXED) {
            return Optional.of("there are more than " + MOST_FIXED + " rules without wildcards; the line is ignored");
        }
        if (!isFixed && ++dynamicSeen > MOST_DYNAMIC) {
            return Optional.of("there are more than " + MOST_DYNAMIC
                    + " rules with wildcards, or after one of those; the rest of the file is ignored");
        }
        return target(source.get(), words.get(1), words.size() == 3 ? words.get(2) : DEFAULT_STATUS);
    }

    private Optional<String> target(String source, String to, String code) {
        Optional<String> target = RuleAddress.target(to);
        int status = status(code);
        if (target.isEmpty()) {
            return Optional.of("\"" + to + "\" is neither a path nor an https:// address");
        }
        if (!STATUSES.contains(status)) {
            return Optional.of("the status is 200, 301, 302, 303, 307 or 308, found \"" + code + "\"");
        }
        if (isLoop(source, target.get())) {
            return Optional.of("the rule leads in a circle: " + target.get() + " is served at a path that " + source
                    + " stands for");
        }
        if (!sources.add(source)) {
            return Optional.of("an earlier rule is for " + source);
        }
        if (status == 200 && RuleAddress.hasHost(target.get())) {
            return Optional.of("a rule with status 200 needs a path, found " + target.get());
        }
        return keep(source, new Redirect(target.get(), status));
    }

    private Optional<String> keep(String source, Redirect redirect) {
        afterDynamic = afterDynamic || RulePattern.isDynamic(source);
        if (!afterDynamic) {
            fixed.put(source, redirect);
            return Optional.empty();
        }
        Optional<RulePattern> pattern = RulePattern.parse(source);
        pattern.ifPresent(p -> dynamic.add(new Dynamic(p, redirect)));
        return pattern.isPresent()
                ? Optional.empty()
                : Optional.of("the names of the placeholders collide, so that the rule never applies");
    }

    private boolean isLoop(String source, String target) {
        boolean everything = source.endsWith("/*");
        boolean folder = source.endsWith("/") && html != HtmlHandling.NONE;
        return (everything || folder)
                && !RuleAddress.hasHost(target)
                && INDEX.matcher(target).find();
    }

    /** The number, or 0. */
    private static int status(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
