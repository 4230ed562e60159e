package io.github.flaremaven.cloudflare.local.d1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What runs SQL. */
public interface SqlEngine {
    /** Whether any database was ever used; asking one that was not would make it. */
    boolean isInUse();

    /**
     * Asks a database to do something.
     *
     * @param operation a method of the class in {@code d1.js}
     * @param given what the method takes
     * @throws io.github.flaremaven.cloudflare.base.ToolFailure when the engine does not start, or ends meanwhile
     */
    JsonNode call(String database, String operation, ObjectNode given);
}
