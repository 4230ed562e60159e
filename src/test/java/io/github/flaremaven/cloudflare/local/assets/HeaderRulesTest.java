package io.github.flaremaven.cloudflare.local.assets;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flaremaven.cloudflare.base.Diagnostic;
import io.github.flaremaven.cloudflare.local.assets.AssetOutcome.Header;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeaderRulesTest {

    @Test
    void tellsLineAndReasonOfWhatItLeavesOut() {
        HeaderRules rules = HeaderRules.parse("""
                X-Early: 1
                # a comment

                /empty
                /a
                  X-A: 1
                  X B: 1
                  X(C): 1
                  : 1
                  X-D:
                  X-E
                  !X-F
                  ! X G
                https://example.com:8080/
                  X-H: belongs to a rule that is left out
                http://example.com/
                /*/*
                /*/:splat
                /:a/:a
                  X-I: 1
                """);

        assertThat(rules.warnings())
                .extracting(Diagnostic::toString)
                .containsExactly(
                        "_headers:1:1: a path must come before the first header",
                        "_headers:4:1: the rule has no headers",
                        "_headers:7:1: \"x b\" is no name of a header",
                        "_headers:8:1: \"x(c)\" is no name of a header",
                        "_headers:9:1: \"\" is no name of a header",
                        "_headers:10:1: the header x-d has no value",
                        "_headers:11:1: \"X-E\" is neither \"Name: value\" nor \"! Name\"",
                        "_headers:12:1: \"!X-F\" is neither \"Name: value\" nor \"! Name\"",
                        "_headers:13:1: \"X G\" is no name of a header",
                        "_headers:14:1: \"https://example.com:8080/\" is neither a path nor an https:// address without a port",
                        "_headers:16:1: \"http://example.com/\" is neither a path nor an https:// address without a port",
                        "_headers:17:1: \"/*/*\" has more than one *; use placeholders such as :name",
                        "_headers:18:1: \"/*/:splat\" has both * and :splat, which are the same; rename :splat",
                        "_headers:19:1: the names of the placeholders collide, so that the rule never applies");
        assertThat(rules.warnings()).noneMatch(Diagnostic::isError);
        assertThat(headers(rules, "/a")).containsExactly(new Header("x-a", "1"));
    }

    @Test
    void ignoresLinesOver2000Characters() {
        HeaderRules rules = HeaderRules.parse("/a\n X-A: " + "v".repeat(1995) + "\n X-B: " + "v".repeat(1996));

        assertThat(headers(rules, "/a")).extracting(Header::name).containsExactly("x-a");
        assertThat(rules.warnings())
                .extracting(Diagnostic::toString)
                .containsExactly("_headers:3:1: the line has more than 2000 characters and is ignored");
    }

    /** The rule that is open when the hundredth is counted still applies, as on Cloudflare. */
    @Test
    void endsAfterTooManyRules() {
        HeaderRules rules = HeaderRules.parse(
                IntStream.range(0, 105).mapToObj(i -> "/" + i + "\n X-A: " + i).collect(Collectors.joining("\n")));

        assertThat(headers(rules, "/100")).isNotEmpty();
        assertThat(headers(rules, "/101")).isEmpty();
        assertThat(rules.warnings())
                .extracting(Diagnostic::toString)
                .containsExactly("_headers:203:1: there are more than 100 rules; the rest of the file is ignored");
    }

    private static List<Header> headers(HeaderRules rules, String path) {
        return rules.apply(new Url("http", "", "example.com", "", path, "", ""), List.of());
    }
}
