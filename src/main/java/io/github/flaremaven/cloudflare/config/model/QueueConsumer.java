package io.github.flaremaven.cloudflare.config.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * A queue whose messages the Worker receives. Numbers are as the config has them: absent ones are left to the API.
 *
 * @param maxBatchTimeout seconds
 * @param retryDelay seconds
 * @param visibilityTimeout milliseconds
 */
public record QueueConsumer(
        String queue,
        Optional<JsonNode> maxBatchSize,
        Optional<JsonNode> maxBatchTimeout,
        Optional<JsonNode> maxRetries,
        Optional<JsonNode> maxConcurrency,
        Optional<JsonNode> visibilityTimeout,
        Optional<JsonNode> retryDelay,
        Optional<String> deadLetterQueue) {}
