package io.github.flaremaven.cloudflare.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.Secret;
import io.github.flaremaven.cloudflare.config.model.Binding;
import io.github.flaremaven.cloudflare.testing.Configs;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kind of binding, from the text of a config to what the API gets. {@code bindings.txt} has a block for each: the
 * config, and after {@code =>} the objects of the upload.
 */
class BindingJsonTest {
    @TempDir
    private Path folder;

    record Case(String config, List<JsonNode> sent) {
        @Override
        public String toString() {
            return config.replace("\n", " ");
        }
    }

    static Stream<Case> cases() {
        return Stream.of(text().strip().split("\n\n+")).map(block -> {
            String[] halves = block.split("\n=> ", 2);
            return new Case(
                    halves[0] + "\n",
                    Stream.of(halves[1].split("\n=> ", -1)).map(Json::parse).toList());
        });
    }

    @ParameterizedTest
    @MethodSource("cases")
    void sentAsTheApiTakesIt(Case given) {
        List<JsonNode> sent = Configs.worker(folder, given.config()).bindings().stream()
                .map(b -> Json.parse(Json.compact(BindingJson.of(b))))
                .toList();

        assertThat(sent).isEqualTo(given.sent());
    }

    @Test
    void bindingsThatNoConfigWrites() {
        assertThat(BindingJson.of(new Binding.SecretText("S", new Secret("one"))))
                .isEqualTo(Json.parse("{\"name\":\"S\",\"type\":\"secret_text\",\"text\":\"one\"}"));
        assertThat(BindingJson.of(new Binding.Inherit("S")))
                .isEqualTo(Json.parse("{\"name\":\"S\",\"type\":\"inherit\"}"));
    }

    @Test
    void noKindIsForgotten() {
        Set<Class<?>> kinds = new HashSet<>(Set.of(Binding.SecretText.class, Binding.Inherit.class));
        Set<Object> details = new HashSet<>();
        cases().flatMap(c -> Configs.worker(folder, c.config()).bindings().stream())
                .forEach(b -> {
                    kinds.add(b.getClass());
                    if (b instanceof Binding.Platform platform) {
                        details.add(platform.product());
                    } else if (b instanceof Binding.Blob blob) {
                        details.add(blob.kind());
                    }
                });

        assertThat(kinds).containsExactlyInAnyOrder(Binding.class.getPermittedSubclasses());
        assertThat(details).contains((Object[]) Binding.Product.values());
        assertThat(details).contains((Object[]) Binding.Blob.Kind.values());
    }

    private static String text() {
        try (InputStream in = BindingJsonTest.class.getResourceAsStream("bindings.txt")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
