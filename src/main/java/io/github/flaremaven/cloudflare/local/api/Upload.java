package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.config.model.ModuleType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/**
 * An upload form, read and checked as far as the form alone tells.
 *
 * @param main name of the entry part; empty for a Worker that is only assets
 * @param modules the entry module first
 */
record Upload(ObjectNode metadata, String main, boolean script, List<Module> modules) {
    /** The paid plan's limit in bytes after gzip. */
    private static final int LARGEST_GZIP = 10 << 20;

    private static final int LONGEST_TAG = 100;

    /** A part that holds code or data. */
    record Module(String name, ModuleType type, Bytes content) {}

    /**
     * Reads the form.
     *
     * @throws ApiError 10021 or 10027 for what the API refuses before it looks at the account
     */
    static Upload read(ApiCall call, Instant now) {
        ObjectNode metadata = metadata(call.parts());
        boolean script = metadata.has("body_part");
        String main = metadata.path(script ? "body_part" : "main_module").asText();
        List<Module> modules = modules(call.parts(), main);
        checkMain(metadata, main, modules);
        BindingRules.check(metadata);
        checkParts(metadata, modules);
        checkDate(metadata, now);
        checkSize(modules);
        checkAnnotations(metadata);
        return new Upload(metadata, main, script, modules);
    }

    private static ObjectNode metadata(List<ApiCall.Part> parts) {
        ApiCall.Part part = parts.stream()
                .filter(p -> p.name().equals("metadata"))
                .findFirst()
                .orElseThrow(() -> ApiError.invalidUpload("No metadata part was found in the upload."));
        if (StrictJson.parse(part.content().text()).orElse(null) instanceof ObjectNode object) {
            return object;
        }
        throw ApiError.invalidUpload("The metadata part must be a JSON object.");
    }

    private static List<Module> modules(List<ApiCall.Part> parts, String main) {
        List<Module> modules = new ArrayList<>();
        for (ApiCall.Part part : parts) {
            if (part.name().equals("metadata")) {
                continue;
            }
            ModuleType type = part.contentType()
                    .flatMap(ModuleType::ofContentType)
                    .orElseThrow(() -> ApiError.invalidUpload("The part " + part.name() + " has the content type "
                            + part.contentType().orElse("none") + ", which no module has."));
            modules.add(part.name().equals(main) ? 0 : modules.size(), new Module(part.name(), type, part.content()));
        }
        return modules;
    }

    private static void checkMain(ObjectNode metadata, String main, List<Module> modules) {
        boolean onlyAssets = main.isEmpty() && modules.isEmpty() && metadata.has("assets");
        if (onlyAssets) {
            return;
        }
        if (metadata.has("main_module") && metadata.has("body_part")) {
            throw ApiError.invalidUpload("The metadata must name either main_module or body_part, not both.");
        }
        if (main.isEmpty()) {
            throw ApiError.invalidUpload("The metadata names neither main_module nor body_part.");
        }
        if (modules.isEmpty() || !modules.get(0).name().equals(main)) {
            throw ApiError.invalidUpload("No such module \"" + main + "\".");
        }
        Set<String> names = new HashSet<>();
        for (Module module : modules) {
            if (!names.add(module.name())) {
                throw ApiError.invalidUpload("There are two modules named \"" + module.name() + "\".");
            }
        }
    }

    private static void checkParts(ObjectNode metadata, List<Module> modules) {
        Json.items(metadata, "bindings").filter(b -> b.has("part")).forEach(b -> {
            String part = b.path("part").asText();
            if (modules.stream().noneMatch(m -> m.name().equals(part))) {
                throw ApiError.invalidUpload("The binding " + b.path("name").asText() + " names the part " + part
                        + ", which is not in the upload.");
            }
        });
    }

    private static void checkDate(ObjectNode metadata, Instant now) {
        Optional<String> date = Json.text(metadata, "compatibility_date");
        if (date.isEmpty()) {
            return;
        }
        try {
            LocalDate day = LocalDate.parse(date.get());
            LocalDate today = now.atZone(ZoneOffset.UTC).toLocalDate();
            if (day.isAfter(today)) {
                throw ApiError.invalidUpload("Can't set compatibility date in the future: \"" + day
                        + "\". Today's date (UTC) is \"" + today + "\".");
            }
        } catch (DateTimeParseException e) {
            throw ApiError.invalidUpload("Invalid compatibility date \"" + date.get() + "\": expected YYYY-MM-DD.");
        }
    }

    private static void checkSize(List<Module> modules) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            for (Module module : modules) {
                if (module.type() != ModuleType.SOURCE_MAP) {
                    module.content().writeTo(gzip);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (compressed.size() > LARGEST_GZIP) {
            throw new ApiError(
                    413,
                    10027,
                    "Your Worker exceeded the size limit of 10 MiB; it has " + (compressed.size() >> 10)
                            + " KiB after compression.");
        }
    }

    private static void checkAnnotations(ObjectNode metadata) {
        String tag = metadata.path("annotations").path("workers/tag").asText();
        if (tag.getBytes(StandardCharsets.UTF_8).length > LONGEST_TAG) {
            throw ApiError.invalidUpload("The annotation workers/tag is longer than " + LONGEST_TAG + " bytes.");
        }
    }
}
