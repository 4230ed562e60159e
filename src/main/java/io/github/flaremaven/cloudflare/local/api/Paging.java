package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.util.List;
import java.util.function.Function;

/**
 * Which part of a list a call asks for.
 *
 * @param page from 1 on
 * @param perPage how many at most
 */
record Paging(int page, int perPage) {
    /**
     * As {@code page} and {@code per_page} of the query say.
     *
     * @param usual how many when it does not say
     * @param most how many it may ask for
     */
    static Paging of(ApiCall call, int usual, int most) {
        return new Paging(call.number("page", 1, 1, Integer.MAX_VALUE), call.number("per_page", usual, 1, most));
    }

    <T> List<T> cut(List<T> all) {
        return all.stream().skip((page - 1L) * perPage).limit(perPage).toList();
    }

    /** {@code result_info} without the number of pages, which few products tell. */
    ObjectNode info(int shown, int total) {
        return Json.object()
                .put("page", page)
                .put("per_page", perPage)
                .put("count", shown)
                .put("total_count", total);
    }

    <T> ApiReply reply(List<T> all, Function<T, ? extends JsonNode> show) {
        ArrayNode shown = shown(all, show);
        return ApiReply.page(shown, info(shown.size(), all.size()));
    }

    /** With {@code total_pages}, at least 1. */
    <T> ApiReply replyWithTotalPages(List<T> all, Function<T, ? extends JsonNode> show) {
        ArrayNode shown = shown(all, show);
        int pages = Math.max(1, (all.size() + perPage - 1) / perPage);
        return ApiReply.page(shown, info(shown.size(), all.size()).put("total_pages", pages));
    }

    private <T> ArrayNode shown(List<T> all, Function<T, ? extends JsonNode> show) {
        ArrayNode shown = Json.array();
        cut(all).forEach(item -> shown.add(show.apply(item)));
        return shown;
    }
}
