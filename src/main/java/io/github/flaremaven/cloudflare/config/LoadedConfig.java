package io.github.flaremaven.cloudflare.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Diagnostic;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.Position;
import io.github.flaremaven.cloudflare.config.model.DevSettings;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import java.util.List;
import java.util.Optional;

/** A config that was read without an error. */
public final class LoadedConfig {
    private final WorkerConfig worker;
    private final List<Diagnostic> warnings;
    private final EffectiveConfig effective;
    private final Optional<ConfigDocument> document;

    LoadedConfig(
            WorkerConfig worker,
            List<Diagnostic> warnings,
            EffectiveConfig effective,
            Optional<ConfigDocument> document) {
        this.worker = worker;
        this.warnings = List.copyOf(warnings);
        this.effective = effective;
        this.document = document;
    }

    /**
     * One resolved key.
     *
     * @param position where the file has it, absent for values of the build
     * @param additions whose values are in it beside those of {@code source}
     */
    public record Entry(
            String key,
            JsonNode value,
            Origin.Source source,
            Optional<Position> position,
            List<Origin.Source> additions) {

        /** The origin in words, such as {@code top level and command line}. */
        public String origin() {
            StringBuilder words = new StringBuilder(source.label());
            additions.forEach(s -> words.append(" and ").append(s.label()));
            return words.toString();
        }
    }

    public WorkerConfig worker() {
        return worker;
    }

    /** In the order of the file. */
    public List<Diagnostic> warnings() {
        return warnings;
    }

    /** The table {@code dev}; what is not there is absent. */
    public DevSettings dev() {
        JsonNode dev = PlainJson.of(effective.tree().path("dev"));
        return new DevSettings(
                Json.text(dev, "ip"),
                dev.path("port").isNumber() ? Optional.of(dev.path("port").intValue()) : Optional.empty(),
                Json.text(dev, "local_protocol"),
                Json.text(dev, "upstream_protocol"),
                Json.text(dev, "host"));
    }

    /** Every key that counts in the environment, with where it comes from. The places cost a second reading. */
    public List<Entry> entries() {
        Optional<Locator> places = document.map(ConfigDocument::places);
        return effective.origins().entrySet().stream()
                .filter(e -> !e.getKey().equals("env"))
                .map(e -> new Entry(
                        e.getKey(),
                        PlainJson.of(effective.tree().path(e.getKey())),
                        e.getValue().source(),
                        e.getValue().path().flatMap(path -> places.flatMap(p -> p.find(path))),
                        e.getValue().additions()))
                .toList();
    }
}
