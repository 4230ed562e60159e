package io.github.flaremaven.cloudflare.config;

import io.github.flaremaven.cloudflare.base.Position;
import java.util.Optional;

/** Finds the place of a value in the text it was read from. Made only when there is something to report. */
interface Locator {
    /** The place of the value's key (of the value itself in an array), or absent when the document has none. */
    Optional<Position> find(NodePath path);

    /** The place of the value, or of the nearest thing around it that exists. */
    default Optional<Position> findNearest(NodePath path) {
        for (NodePath at = path; at.isInDocument() && !at.isRoot(); at = at.parent()) {
            Optional<Position> position = find(at);
            if (position.isPresent()) {
                return position;
            }
        }
        return Optional.empty();
    }
}
