package io.github.flaremaven.cloudflare.bundle.esbuild;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Diagnostic;
import java.nio.file.Path;
import java.util.List;

/**
 * What a build gave. With errors there are no outputs.
 *
 * @param metafile esbuild's own description of inputs and outputs; an empty object when there is none
 */
public record EsbuildResult(
        List<Diagnostic> errors, List<Diagnostic> warnings, JsonNode metafile, List<OutputFile> outputs) {

    /** A file that esbuild would have written; {@code path} is absolute. */
    public record OutputFile(Path path, Bytes contents) {}
}
