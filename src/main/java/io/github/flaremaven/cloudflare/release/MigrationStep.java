package io.github.flaremaven.cloudflare.release;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.config.model.Lifecycle;
import io.github.flaremaven.cloudflare.config.model.Lifecycle.Migration;
import java.util.List;
import java.util.Optional;

/**
 * The Durable Object migrations that an upload has to carry.
 *
 * @param metadata the API's {@code migrations} field
 * @param warning when what is deployed does not appear in the config
 */
record MigrationStep(ObjectNode metadata, Optional<String> warning) {

    /**
     * What is left to do.
     *
     * @param deployedTag the last migration that the account has applied
     * @return absent when nothing is left
     */
    static Optional<MigrationStep> pending(Lifecycle lifecycle, Optional<String> deployedTag) {
        List<Migration> migrations = lifecycle.migrations();
        if (migrations.isEmpty() || lifecycle.lastTag().equals(deployedTag)) {
            return Optional.empty();
        }
        List<String> tags = migrations.stream().map(Migration::tag).toList();
        int applied = deployedTag.map(tags::indexOf).orElse(-1);
        Optional<String> warning = deployedTag
                .filter(tag -> applied < 0)
                .map(tag -> "the deployed Worker has the migration \"" + tag
                        + "\", which the config does not list; all " + "migrations of the config are sent");
        ObjectNode metadata = Json.object();
        deployedTag.ifPresent(tag -> metadata.put("old_tag", tag));
        metadata.put("new_tag", lifecycle.lastTag().orElseThrow());
        ArrayNode steps = metadata.putArray("steps");
        migrations.subList(applied + 1, migrations.size()).forEach(m -> steps.add(m.step()));
        return Optional.of(new MigrationStep(metadata, warning));
    }
}
