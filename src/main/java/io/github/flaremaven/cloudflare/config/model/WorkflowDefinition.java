package io.github.flaremaven.cloudflare.config.model;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A Workflow that this Worker owns; it is made by {@code PUT …/workflows/<name>} after the deployment.
 *
 * @param options limits, concurrency, schedules, retention and jurisdiction as the config has them
 */
public record WorkflowDefinition(String name, String className, ObjectNode options) {}
