package io.github.flaremaven.cloudflare.observe;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which events a tail is to show; filtered by Cloudflare, except for the level.
 *
 * @param samplingRate above 0 and below 1
 * @param status {@code ok}, {@code error}, {@code canceled}
 * @param headers {@code name} or {@code name:value}
 * @param ips addresses, or {@code self}
 * @param search text in console messages
 */
public record TailFilters(
        Optional<Double> samplingRate,
        List<String> status,
        List<String> methods,
        List<String> headers,
        List<String> ips,
        Optional<String> search,
        Optional<String> versionId) {

    /**
     * The API's filter message.
     *
     * @throws InputFailure for a value that no filter takes
     */
    public ArrayNode toJson() {
        ArrayNode filters = Json.array();
        samplingRate.ifPresent(rate -> {
            if (rate <= 0 || rate >= 1) {
                throw new InputFailure("cloudflare.samplingRate must be above 0 and below 1, found " + rate);
            }
            filters.addObject().put("sampling_rate", rate);
        });
        if (!status.isEmpty()) {
            filters.addObject().set("outcome", Json.array(outcomes()));
        }
        if (!methods.isEmpty()) {
            filters.addObject().set("method", Json.array(methods));
        }
        headers.forEach(header -> {
            int colon = header.indexOf(':');
            var filter = filters.addObject().putObject("header");
            filter.put("key", (colon < 0 ? header : header.substring(0, colon)).strip());
            if (colon >= 0) {
                filter.put("query", header.substring(colon + 1).strip());
            }
        });
        if (!ips.isEmpty()) {
            filters.addObject().set("client_ip", Json.array(ips));
        }
        search.ifPresent(text -> filters.addObject().put("query", text));
        versionId.ifPresent(id -> filters.addObject().put("scriptVersion", id));
        return filters;
    }

    private Set<String> outcomes() {
        Set<String> outcomes = new LinkedHashSet<>();
        for (String word : status) {
            outcomes.addAll(
                    switch (word) {
                        case "ok", "canceled" -> List.of(word);
                        case "error" -> List.of("exception", "exceededCpu", "exceededMemory", "unknown");
                        default ->
                            throw new InputFailure(
                                    "cloudflare.status knows ok, error and canceled, found \"" + word + "\"");
                    });
        }
        return outcomes;
    }
}
