package io.github.flaremaven.cloudflare.bundle.esbuild;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Diagnostic;
import io.github.flaremaven.cloudflare.base.Diagnostic.Severity;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.bundle.esbuild.EsbuildResult.OutputFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Reads esbuild's answer to a build request. */
final class EsbuildAnswer {
    private EsbuildAnswer() {}

    static EsbuildResult read(JsonNode answer) {
        List<OutputFile> outputs = Json.items(answer, "outputFiles")
                .map(file ->
                        new OutputFile(Path.of(file.path("path").asText()), Bytes.of(bytes(file.path("contents")))))
                .toList();
        byte[] metafile = bytes(answer.path("metafile"));
        return new EsbuildResult(
                messages(answer, "errors", Severity.ERROR),
                messages(answer, "warnings", Severity.WARNING),
                metafile.length == 0 ? Json.object() : Json.parse(new String(metafile, StandardCharsets.UTF_8)),
                outputs);
    }

    private static List<Diagnostic> messages(JsonNode answer, String field, Severity severity) {
        return Json.items(answer, field)
                .map(m -> EsbuildMessage.read(m, severity))
                .toList();
    }

    private static byte[] bytes(JsonNode node) {
        try {
            return node.isBinary() ? node.binaryValue() : new byte[0];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
