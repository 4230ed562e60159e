package io.github.flaremaven.cloudflare.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;

/**
 * Turns a value of a config into the JSON that wrangler sends for it. JavaScript has one kind of number: 1.0 is sent as 1,
 * and what is infinite or no number as null. Dates and times of TOML are sent as strings with milliseconds.
 */
final class PlainJson {
    /** The largest integer that a JavaScript number holds without loss. */
    static final long LARGEST_INTEGER = (1L << 53) - 1;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS");
    private static final DateTimeFormatter OFFSET = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSXXX");

    private PlainJson() {}

    /** A copy that shares nothing that can change with {@code value}. */
    static JsonNode of(JsonNode value) {
        if (value instanceof ObjectNode object) {
            return object(object);
        }
        if (value instanceof ArrayNode array) {
            return array(array);
        }
        if (value instanceof POJONode date) {
            return NODES.textNode(text(date.getPojo()));
        }
        return value.isFloatingPointNumber() ? number(value.doubleValue()) : value;
    }

    static ObjectNode object(ObjectNode object) {
        ObjectNode copy = NODES.objectNode();
        object.properties().forEach(e -> copy.set(e.getKey(), of(e.getValue())));
        return copy;
    }

    static ArrayNode array(ArrayNode array) {
        ArrayNode copy = NODES.arrayNode();
        array.forEach(item -> copy.add(of(item)));
        return copy;
    }

    private static JsonNode number(double number) {
        if (!Double.isFinite(number)) {
            return NODES.nullNode();
        }
        boolean whole = number == Math.rint(number) && Math.abs(number) <= LARGEST_INTEGER;
        return whole ? NODES.numberNode((long) number) : NODES.numberNode(number);
    }

    private static String text(Object date) {
        if (date instanceof LocalTime time) {
            return TIME.format(time);
        }
        if (date instanceof LocalDateTime local) {
            return LOCAL.format(local);
        }
        if (date instanceof OffsetDateTime offset) {
            return OFFSET.format(offset);
        }
        return date instanceof LocalDate ? date.toString() : String.valueOf(date);
    }
}
