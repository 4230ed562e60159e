package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.local.r2.R2Failure;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/** What settings documents of R2 buckets may say. Whatever is not known is refused. */
final class BucketRules {
    private static final int MOST_RULES = 1000;
    private static final int LONGEST_CORS_AGE = 86_400;
    private static final Set<String> METHODS = Set.of("GET", "PUT", "POST", "DELETE", "HEAD");

    private BucketRules() {}

    /** Gives the document back if it is one with CORS rules. */
    static ObjectNode cors(ObjectNode document) {
        for (JsonNode rule : rules(document)) {
            only(rule, "rule", Set.of("id", "allowed", "exposeHeaders", "maxAgeSeconds"));
            JsonNode allowed = rule.path("allowed");
            only(allowed, "allowed", Set.of("origins", "methods", "headers"));
            texts(allowed.path("origins"), "allowed.origins");
            texts(allowed.path("methods"), "allowed.methods");
            for (JsonNode method : allowed.path("methods")) {
                require(
                        METHODS.contains(method.asText()),
                        "allowed.methods has " + method + ", which is none of " + new TreeSet<>(METHODS));
            }
            optionalTexts(allowed, "headers");
            optionalTexts(rule, "exposeHeaders");
            JsonNode age = rule.path("maxAgeSeconds");
            require(
                    age.isMissingNode() || (age.isInt() && age.asInt() >= 0 && age.asInt() <= LONGEST_CORS_AGE),
                    "maxAgeSeconds must be between 0 and " + LONGEST_CORS_AGE);
        }
        return document;
    }

    /** Gives the document back if it is one with lifecycle rules. */
    static ObjectNode lifecycle(ObjectNode document) {
        Set<String> ids = new HashSet<>();
        for (JsonNode rule : rules(document)) {
            only(
                    rule,
                    "rule",
                    Set.of(
                            "id",
                            "enabled",
                            "conditions",
                            "deleteObjectsTransition",
                            "storageClassTransitions",
                            "abortMultipartUploadsTransition"));
            identified(rule, ids);
            only(rule.path("conditions"), "conditions", Set.of("prefix"));
            require(
                    rule.path("conditions").path("prefix").isTextual()
                            || rule.path("conditions").path("prefix").isMissingNode(),
                    "conditions.prefix must be a text");
            transition(rule.path("deleteObjectsTransition"), Set.of("condition"), true);
            transition(rule.path("abortMultipartUploadsTransition"), Set.of("condition"), false);
            for (JsonNode transition : rule.path("storageClassTransitions")) {
                transition(transition, Set.of("condition", "storageClass"), true);
                require(
                        transition.path("storageClass").asText().equals("InfrequentAccess"),
                        "the storage class of a transition must be InfrequentAccess");
            }
        }
        return document;
    }

    /** Gives the document back if it is one with lock rules. */
    static ObjectNode lock(ObjectNode document) {
        Set<String> ids = new HashSet<>();
        for (JsonNode rule : rules(document)) {
            only(rule, "rule", Set.of("id", "enabled", "prefix", "condition"));
            identified(rule, ids);
            JsonNode prefix = rule.path("prefix");
            require(prefix.isTextual() || prefix.isMissingNode(), "prefix must be a text");
            JsonNode condition = rule.path("condition");
            only(condition, "condition", Set.of("type", "maxAgeSeconds", "date"));
            JsonNode age = condition.path("maxAgeSeconds");
            require(
                    switch (condition.path("type").asText()) {
                        case "Age" -> age.isIntegralNumber() && age.asLong() > 0;
                        case "Date" -> isDate(condition.path("date").asText());
                        case "Indefinite" -> true;
                        default -> false;
                    },
                    "a condition must be an Age with maxAgeSeconds, a Date with a date, or Indefinite");
        }
        return document;
    }

    private static void identified(JsonNode rule, Set<String> ids) {
        String id = rule.path("id").asText();
        require(rule.path("id").isTextual() && !id.isEmpty(), "every rule needs an id");
        require(ids.add(id), "two rules have the id " + id);
        require(rule.path("enabled").isBoolean(), "enabled must be true or false");
    }

    private static void transition(JsonNode transition, Set<String> fields, boolean dates) {
        if (transition.isMissingNode() || transition.isNull()) {
            return;
        }
        only(transition, "transition", fields);
        JsonNode condition = transition.path("condition");
        only(condition, "condition", Set.of("type", "maxAge", "date"));
        switch (condition.path("type").asText()) {
            case "Age" ->
                require(
                        condition.path("maxAge").isIntegralNumber()
                                && condition.path("maxAge").asLong() >= 0,
                        "maxAge must be a number of seconds");
            case "Date" ->
                require(
                        dates && isDate(condition.path("date").asText()),
                        "the date of a condition is not allowed here or no date");
            default -> throw broken("the type of a condition must be Age or Date");
        }
    }

    private static boolean isDate(String text) {
        try {
            OffsetDateTime.parse(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static JsonNode rules(ObjectNode document) {
        only(document, "the document", Set.of("rules"));
        JsonNode rules = document.path("rules");
        require(rules.isArray(), "rules must be an array");
        require(rules.size() <= MOST_RULES, "there may be " + MOST_RULES + " rules at most");
        return rules;
    }

    private static void only(JsonNode object, String what, Set<String> fields) {
        require(object.isObject(), what + " must be an object");
        object.fieldNames().forEachRemaining(f -> require(fields.contains(f), what + " has the unknown field " + f));
    }

    private static void optionalTexts(JsonNode object, String field) {
        if (object.has(field)) {
            require(object.get(field).isArray(), field + " must be an array");
            object.get(field).forEach(t -> require(t.isTextual(), field + " must be an array of texts"));
        }
    }

    private static void texts(JsonNode array, String what) {
        require(array.isArray() && !array.isEmpty(), what + " must be an array with something in it");
        array.forEach(t -> require(t.isTextual(), what + " must be an array of texts"));
    }

    private static void require(boolean holds, String complaint) {
        if (!holds) {
            throw broken(complaint);
        }
    }

    private static R2Failure broken(String complaint) {
        return R2Failure.invalidArgument("The configuration is not valid: " + complaint + ".");
    }
}
