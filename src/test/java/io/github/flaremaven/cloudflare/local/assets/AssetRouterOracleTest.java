package io.github.flaremaven.cloudflare.local.assets;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flaremaven.cloudflare.local.assets.OracleCase.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The router decides as workerd's own {@code assets} service did when {@link AssetOracle} asked it. */
class AssetRouterOracleTest {

    @Test
    void findsTheSameAnswerForEveryPathInEveryMode() {
        Map<String, List<String>> expected = OracleRouting.answers();
        List<OracleCase> sites = OracleRouting.sites();
        List<String> wrong = new ArrayList<>();
        int compared = 0;
        for (int i = 0; i < sites.size(); i++) {
            AssetRouter router = sites.get(i).router();
            for (Request request : OracleRouting.requests()) {
                String answer = OracleAnswer.brief(answer(sites.get(i), router, request));
                String workerd = Objects.requireNonNull(expected.get(OracleRouting.key(request)))
                        .get(i);
                compared++;
                if (!answer.equals(workerd)) {
                    wrong.add(sites.get(i).config() + " " + OracleRouting.key(request) + ": " + answer + ", not "
                            + workerd);
                }
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(compared).isEqualTo(2 * 7776);
    }

    @Test
    void appliesTheSameRules() {
        List<String> wrong = new ArrayList<>();
        int compared = 0;
        for (OracleCase site : OracleCase.rules()) {
            AssetRouter router = site.router();
            for (Request request : site.requests()) {
                String answer = answer(site, router, request);
                compared++;
                if (!answer.equals(request.answer())) {
                    wrong.add(site.config() + " " + request.json() + "\n   found " + answer);
                }
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(compared).isGreaterThan(500);
    }

    private static String answer(OracleCase site, AssetRouter router, Request request) {
        AssetRequest plain = asked(request, "");
        AssetOutcome outcome = site.hasWorker() ? router.route(plain) : router.serve(plain);
        if (outcome instanceof AssetOutcome.Serve serve
                && request.headers().toString().contains("$ETAG")) {
            outcome = router.serve(asked(request, "\"" + serve.hash() + "\""));
        }
        return OracleAnswer.of(outcome);
    }

    private static AssetRequest asked(Request request, String tag) {
        return AssetRequest.of(
                request.method(),
                "http",
                request.host(),
                request.target(),
                name -> Optional.ofNullable(request.headers().get(name)).map(value -> value.replace("$ETAG", tag)));
    }
}
