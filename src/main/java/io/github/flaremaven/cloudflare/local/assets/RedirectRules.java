package io.github.flaremaven.cloudflare.local.assets;

import io.github.flaremaven.cloudflare.base.Diagnostic;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The rules of a {@code _redirects} file. */
public final class RedirectRules {
    /** A target that names another host keeps its slashes. */
    private static final Pattern EXTERNAL = Pattern.compile("^(?:\\w+://|//[^/\\\\\\s?#])");

    private static final Pattern SLASHES = Pattern.compile("[/\\\\]+");

    private final Map<String, Redirect> fixed;
    private final List<Dynamic> dynamic;
    private final List<Diagnostic> warnings;

    /**
     * @param fixed by path
     * @param dynamic in the order of the file
     */
    RedirectRules(Map<String, Redirect> fixed, List<Dynamic> dynamic, List<Diagnostic> warnings) {
        this.fixed = Map.copyOf(fixed);
        this.dynamic = List.copyOf(dynamic);
        this.warnings = List.copyOf(warnings);
    }

    /**
     * Where a request goes.
     *
     * @param target a path or an {@code https} address
     * @param status 200 to answer with another asset, or 301, 302, 303, 307, 308 to send the client there
     */
    record Redirect(String target, int status) {}

    /** A rule with wildcards, or after one of those. */
    record Dynamic(RulePattern pattern, Redirect redirect) {}

    /**
     * Reads the text of a {@code _redirects} file. What is wrong in it is left out and becomes a warning.
     *
     * @param html decides whether a rule from {@code /} to {@code /index.html} would go in circles
     */
    public static RedirectRules parse(String text, HtmlHandling html) {
        return new RedirectRulesReader(html).read(text);
    }

    /** What was left out and why, in the order of the file. */
    public List<Diagnostic> warnings() {
        return warnings;
    }

    /** The rule for a request: one without wildcards if there is any, otherwise the first that fits. */
    Optional<Redirect> match(Url url) {
        Redirect exact = fixed.get(url.path());
        if (exact != null) {
            return Optional.of(exact);
        }
        for (Dynamic rule : dynamic) {
            Optional<Map<String, String>> values = rule.pattern().match(url);
            if (values.isPresent()) {
                String target = fill(rule.redirect().target(), values.get());
                return Optional.of(new Redirect(target, rule.redirect().status()));
            }
        }
        return Optional.empty();
    }

    /** The value of a placeholder must not turn a path into an address of another host. */
    private static String fill(String target, Map<String, String> values) {
        String filled = RulePattern.fill(target, values);
        if (EXTERNAL.matcher(target).find()) {
            return filled;
        }
        int end = 0;
        while (end < filled.length() && filled.charAt(end) != '?' && filled.charAt(end) != '#') {
            end++;
        }
        return SLASHES.matcher(filled.substring(0, end)).replaceAll("/") + filled.substring(end);
    }
}
