package io.github.flaremaven.cloudflare.local.assets;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flaremaven.cloudflare.base.Diagnostic;
import io.github.flaremaven.cloudflare.local.assets.RedirectRules.Redirect;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RedirectRulesTest {

    @Test
    void tellsLineAndReasonOfWhatItLeavesOut() {
        RedirectRules rules = RedirectRules.parse("""
                # a comment

                /one
                /a /b 301 more
                https://example.com/a /b
                /a b
                /a /b 404
                /a /b soon
                /* /index.html 200
                / /index
                /a /b 301 # fine
                /a /c
                /d https://example.com/ 200
                /:x/:x /y
                """, HtmlHandling.AUTO_TRAILING_SLASH);

        assertThat(rules.warnings())
                .extracting(Diagnostic::toString)
                .containsExactly(
                        "_redirects:3:1: a rule has two or three words (from, to, status), found 1",
                        "_redirects:4:1: a rule has two or three words (from, to, status), found 4",
                        "_redirects:5:1: \"https://example.com/a\" has a host; a rule starts with a path",
                        "_redirects:6:1: \"b\" is neither a path nor an https:// address",
                        "_redirects:7:1: the status is 200, 301, 302, 303, 307 or 308, found \"404\"",
                        "_redirects:8:1: the status is 200, 301, 302, 303, 307 or 308, found \"soon\"",
                        "_redirects:9:1: the rule leads in a circle: /index.html is served at a path that /* stands for",
                        "_redirects:10:1: the rule leads in a circle: /index is served at a path that / stands for",
                        "_redirects:12:1: an earlier rule is for /a",
                        "_redirects:13:1: a rule with status 200 needs a path, found https://example.com/",
                        "_redirects:14:1: the names of the placeholders collide, so that the rule never applies");
        assertThat(rules.warnings()).noneMatch(Diagnostic::isError);
        assertThat(match(rules, "/a")).contains(new Redirect("/b", 301));
    }

    @Test
    void takes2000RulesWithoutWildcards() {
        RedirectRules rules =
                parse(IntStream.range(0, 2002).mapToObj(i -> "/" + i + " /x").collect(Collectors.joining("\n"))
                        + "\n/p/* /x");

        assertThat(match(rules, "/1999")).isPresent();
        assertThat(match(rules, "/2000")).isEmpty();
        assertThat(match(rules, "/p/a")).isPresent();
        assertThat(rules.warnings())
                .extracting(Diagnostic::toString)
                .containsExactly(
                        "_redirects:2001:1: there are more than 2000 rules without wildcards; the line is ignored",
                        "_redirects:2002:1: there are more than 2000 rules without wildcards; the line is ignored");
    }

    @Test
    void takes100RulesFromTheFirstWithWildcardsOn() {
        RedirectRules rules = parse("/a /x\n/p/* /x\n"
                + IntStream.range(0, 105).mapToObj(i -> "/" + i + " /x").collect(Collectors.joining("\n")));

        assertThat(match(rules, "/98")).isPresent();
        assertThat(match(rules, "/99")).isEmpty();
        assertThat(rules.warnings())
                .extracting(Diagnostic::toString)
                .containsExactly(
                        "_redirects:102:1: there are more than 100 rules with wildcards, or after one of those; the rest of the"
                                + " file is ignored");
    }

    @Test
    void ignoresLinesOver2000Characters() {
        RedirectRules rules = parse("/a /" + "b".repeat(1996) + "\n/c /" + "d".repeat(1997) + "\n");

        assertThat(match(rules, "/a")).isPresent();
        assertThat(match(rules, "/c")).isEmpty();
        assertThat(rules.warnings())
                .extracting(Diagnostic::toString)
                .containsExactly("_redirects:2:1: the line has more than 2000 characters and is ignored");
    }

    @Test
    void readsAFileWithAByteOrderMark() {
        assertThat(match(parse("\uFEFF/a /b"), "/a")).contains(new Redirect("/b", 302));
    }

    @Test
    void prefersARuleWithoutWildcardsUnlessItComesAfterOneWith() {
        assertThat(match(parse("/a /1\n/* /2"), "/a")).contains(new Redirect("/1", 302));
        assertThat(match(parse("/* /2\n/a /1"), "/a")).contains(new Redirect("/2", 302));
    }

    private static RedirectRules parse(String text) {
        return RedirectRules.parse(text, HtmlHandling.AUTO_TRAILING_SLASH);
    }

    private static Optional<Redirect> match(RedirectRules rules, String path) {
        return rules.match(new Url("http", "", "example.com", "", path, "", ""));
    }
}
