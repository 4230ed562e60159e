package io.github.flaremaven.cloudflare.local.assets;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flaremaven.cloudflare.testing.Fuzz;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever the texts and the requests are, there is an answer, and soon. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RulesFuzzTest {
    private static final List<String> PIECES = List.of(
            "/",
            "/",
            "*",
            ":a",
            ":b",
            ":splat",
            "a",
            "b",
            ".",
            "..",
            "%2e",
            "%",
            "%zz",
            "%C3%A9",
            "é",
            "\uD83D",
            "\0",
            "\\",
            "//",
            "https://",
            "http://",
            "x.org",
            ":80",
            ":99999",
            "@",
            "[",
            "]",
            "[::1]",
            "?",
            "#",
            "&",
            "$1",
            "(",
            ")+",
            "{",
            "}",
            "|",
            "^",
            " ",
            "  ",
            "\t",
            "\r",
            "\n",
            "\n",
            "\n  ",
            ":",
            ": ",
            "! ",
            "X-A: 1",
            "! ETag",
            "200",
            "301",
            " 302",
            "404",
            "# c",
            "index.html",
            "/index",
            ".html",
            "\uFEFF",
            "\u00A0",
            "xn--",
            "-",
            "_",
            "İ",
            "ſ");

    @Test
    void everyTextIsReadAndEveryRequestAnswered() {
        Fuzz.check(15, random -> {
            String headers = Fuzz.text(random, PIECES, 40);
            String redirects = Fuzz.text(random, PIECES, 40);
            AssetConfig config = new AssetConfig(
                    Fuzz.pick(random, List.of(HtmlHandling.values())),
                    Fuzz.pick(random, List.of(NotFoundHandling.values())),
                    random.nextBoolean() ? "/" : Fuzz.text(random, PIECES, 4),
                    Optional.empty(),
                    true,
                    Optional.of(headers),
                    Optional.of(redirects));
            AssetRouter router = new AssetRouter(
                    config,
                    path -> path.contains("a")
                            ? Optional.of(new StoredAsset("1", Optional.empty()))
                            : Optional.empty());
            AssetRequest request = AssetRequest.of(
                    random.nextInt(5) == 0 ? "POST" : "GET",
                    "https",
                    random.nextInt(5) == 0 ? Fuzz.text(random, PIECES, 4) : "x.org",
                    "/" + Fuzz.text(random, PIECES, 8).replace("\n", "").replace("\r", ""),
                    name -> Optional.empty());

            assertThat(List.of(router.route(request), router.serve(request)))
                    .as("%s\n---\n%s\n---\n%s", headers, redirects, request)
                    .doesNotContainNull();
            assertThat(router.warnings()).allSatisfy(warning -> {
                int lines = 1
                        + (int) (warning.file().equals("_headers") ? headers : redirects)
                                .chars()
                                .filter(c -> c == '\n')
                                .count();
                assertThat(warning.position().orElseThrow().line()).isBetween(1, lines);
            });
        });
    }

    @Test
    void longLinesEndSoon() {
        for (String piece : PIECES) {
            String line = piece.repeat(2000 / piece.length()).strip();
            String text = ("/" + line + " /" + line + "\n").repeat(50);
            String path = "/" + line.replace("*", "a").replace(":a", "a");
            AssetRouter router = new AssetRouter(
                    new AssetConfig(
                            HtmlHandling.NONE,
                            NotFoundHandling.NOT_FOUND_PAGE,
                            "/",
                            Optional.empty(),
                            true,
                            Optional.of(text + "  X-A: :a:splat\n"),
                            Optional.of(text)),
                    asked -> Optional.empty());

            assertThat(router.serve(AssetRequest.of("GET", "http", "x.org", path, name -> Optional.empty())))
                    .isNotNull();
        }
    }
}
