package io.github.flaremaven.cloudflare.maven;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.cloudflare.IdentityApi;
import io.github.flaremaven.cloudflare.config.LoadedConfig;
import io.github.flaremaven.cloudflare.config.model.Binding;
import io.github.flaremaven.cloudflare.config.model.WorkerConfig;
import io.github.flaremaven.cloudflare.console.ResultFile;
import io.github.flaremaven.cloudflare.console.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Tells who the build is and whether that is enough for the config. */
public final class Identity {
    private final Workbench bench;

    /** A permission, a read that needs it, and whether a config needs it. */
    private record Permission(String name, String path, Predicate<WorkerConfig> needed) {}

    public Identity(Workbench bench) {
        this.bench = bench;
    }

    /** Prints a table and writes the result. */
    public void show() {
        Optional<LoadedConfig> loaded = bench.hasConfig() ? Optional.of(bench.config(false)) : Optional.empty();
        Optional<WorkerConfig> config = loaded.map(LoadedConfig::worker);
        try (Target target = loaded.map(bench::open).orElseGet(bench::open)) {
            IdentityApi.Token token = target.identity().verifyToken(Optional.of(target.accountId()));
            Optional<String> email =
                    token.accountOwned() ? Optional.empty() : target.identity().email();
            bench.console()
                    .info("Credentials: from " + target.credentialsSource() + ", "
                            + (token.accountOwned() ? "a token of the account" : "a token of a user")
                            + email.map(e -> " (" + e + ")").orElse("")
                            + ", " + token.status()
                            + token.expiresOn().map(e -> ", until " + e).orElse(""));
            ObjectNode result = ResultFile.start("whoami");
            result.put("credentials", target.credentialsSource());
            result.put("tokenKind", token.accountOwned() ? "account" : "user");
            result.put("tokenStatus", token.status());
            email.ifPresent(e -> result.put("email", e));
            result.put("accountId", target.accountId());
            permissions(target, config, result.putArray("permissions"));
            bench.result(result);
        }
    }

    private void permissions(Target target, Optional<WorkerConfig> config, ArrayNode list) {
        TextTable table = new TextTable("Permission", "Token has it", "This config needs it");
        List<String> missing = new ArrayList<>();
        for (Permission permission : permissions(target.accountId())) {
            boolean has = target.isLocal() || target.identity().mayRead(permission.path());
            boolean needs = config.filter(permission.needed()).isPresent();
            table.row(permission.name(), has ? "yes" : "no", needs ? "yes" : "no");
            list.addObject().put("name", permission.name()).put("granted", has).put("needed", needs);
            if (needs && !has) {
                missing.add(permission.name());
            }
        }
        table.print(bench.console());
        if (!missing.isEmpty()) {
            bench.console().warn("The token lacks what this config needs: " + String.join(", ", missing));
        }
    }

    /** A read tells that a permission is there at least for reading; the API has no way to ask for writing. */
    private static List<Permission> permissions(String account) {
        String base = "/accounts/" + account;
        return List.of(
                new Permission("Workers Scripts", base + "/workers/scripts", c -> true),
                new Permission("Workers KV Storage", base + "/storage/kv/namespaces", has(Binding.KvNamespace.class)),
                new Permission("Workers R2 Storage", base + "/r2/buckets", has(Binding.R2Bucket.class)),
                new Permission("D1", base + "/d1/database", has(Binding.D1Database.class)),
                new Permission(
                        "Queues",
                        base + "/queues",
                        c -> has(Binding.QueueProducer.class).test(c)
                                || !c.queueConsumers().isEmpty()),
                new Permission("Zone", "/zones", c -> !c.routes().isEmpty()));
    }

    private static Predicate<WorkerConfig> has(Class<? extends Binding> kind) {
        return config -> config.bindings().stream().anyMatch(kind::isInstance);
    }
}
