package io.github.flaremaven.cloudflare.junit;

/**
 * Something that the Worker said.
 *
 * @param level {@code debug}, {@code log}, {@code info}, {@code warn}, {@code error}, or {@code exception} for one that nobody
 *     caught
 * @param text the logged values, separated by spaces and those that are no text as JSON; of an exception its name and message
 */
public record LogLine(String level, String text) {}
