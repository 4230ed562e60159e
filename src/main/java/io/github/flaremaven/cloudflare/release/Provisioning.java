package io.github.flaremaven.cloudflare.release;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.ApiFailure;
import io.github.flaremaven.cloudflare.base.Failure;
import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.base.NetworkFailure;
import io.github.flaremaven.cloudflare.cloudflare.CloudflareApi;
import io.github.flaremaven.cloudflare.cloudflare.ResourceApi;
import io.github.flaremaven.cloudflare.cloudflare.ResourceApi.Namespace;
import io.github.flaremaven.cloudflare.config.model.Binding;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Finds the resources of bindings that do not say them by id, with wrangler's rules: what the deployed Worker has under the
 * binding's name stays, what exists under the configured name is taken, and the rest is to be made. Nothing is made here.
 */
final class Provisioning {
    private static final int FORBIDDEN = 403;
    /** How the API says, with a code of each product, that a name is taken. */
    private static final Set<Integer> MAY_EXIST = Set.of(400, 409);

    private final String worker;
    private final CloudflareApi api;
    private final ResourceApi resources;
    private final List<JsonNode> deployed;
    private final Consumer<String> warnings;

    /** {@code deployed} are the bindings of the deployed Worker. */
    Provisioning(String worker, CloudflareApi api, List<JsonNode> deployed, Consumer<String> warnings) {
        this.worker = worker;
        this.api = api;
        this.resources = api.resources();
        this.deployed = deployed;
        this.warnings = warnings;
    }

    /** Whether a binding may lead to something that is still to be found or made. */
    static boolean concerns(Binding binding) {
        return (binding instanceof Binding.KvNamespace kv && kv.id().isEmpty())
                || (binding instanceof Binding.D1Database d1 && d1.id().isEmpty())
                || (binding instanceof Binding.Flagship flags && flags.appId().isEmpty())
                || binding instanceof Binding.R2Bucket
                || binding instanceof Binding.QueueProducer
                || binding instanceof Binding.DispatchNamespace
                || binding instanceof Binding.AiSearchNamespace
                || binding instanceof Binding.AgentMemory;
    }

    /**
     * What to send for a binding. A token that may not look is no reason to stop: the API will say.
     *
     * @throws InputFailure when what exists cannot be what the config wants
     */
    PlannedBinding plan(Binding binding) {
        try {
            return look(binding);
        } catch (ApiFailure failure) {
            if (failure.status() != FORBIDDEN) {
                throw failure;
            }
            warnings.accept("what the binding " + binding.name()
                    + " leads to can be neither looked up nor made with this token: " + failure.sentence());
            return PlannedBinding.ready(namesResource(binding) ? binding : new Binding.Inherit(binding.name()));
        }
    }

    private static boolean namesResource(Binding binding) {
        return (binding instanceof Binding.R2Bucket r2 && r2.bucketName().isPresent())
                || (binding instanceof Binding.QueueProducer queue
                        && queue.queue().isPresent())
                || (binding instanceof Binding.DispatchNamespace ns
                        && ns.namespace().isPresent())
                || binding instanceof Binding.AiSearchNamespace
                || binding instanceof Binding.AgentMemory;
    }

    private PlannedBinding look(Binding binding) {
        if (!concerns(binding)) {
            return PlannedBinding.ready(binding);
        }
        if (binding instanceof Binding.KvNamespace kv) {
            return deployed(kv, "kv_namespace").isPresent()
                    ? inherited(kv)
                    : missing(
                            kv,
                            0,
                            "KV namespace",
                            autoName(kv),
                            api.kv()::create,
                            api.kv()::find,
                            id -> new Binding.KvNamespace(kv.name(), Optional.of(id)));
        }
        if (binding instanceof Binding.D1Database d1) {
            return database(d1);
        }
        if (binding instanceof Binding.R2Bucket r2) {
            return bucket(r2);
        }
        if (binding instanceof Binding.AiSearchNamespace search) {
            return namespace(search, "ai_search_namespace", 3, Namespace.AI_SEARCH, search.namespace());
        }
        if (binding instanceof Binding.AgentMemory memory) {
            return namespace(memory, "agent_memory", 4, Namespace.AGENT_MEMORY, memory.namespace());
        }
        if (binding instanceof Binding.QueueProducer queue) {
            return queue(queue);
        }
        if (binding instanceof Binding.DispatchNamespace ns) {
            return dispatchNamespace(ns);
        }
        return deployed(binding, "flagship").isPresent()
                ? inherited(binding)
                : missing(
                        binding,
                        7,
                        "Flagship app",
                        autoName(binding),
                        resources::createFlagshipApp,
                        name -> Optional.empty(),
                        id -> new Binding.Flagship(binding.name(), Optional.of(id)));
    }

    private PlannedBinding database(Binding.D1Database d1) {
        Optional<JsonNode> present = deployed(d1, "d1");
        if (present.isPresent()) {
            if (d1.databaseName().isEmpty() && d1.jurisdiction().isEmpty()) {
                return inherited(d1);
            }
            Optional<ResourceApi.Database> known = Json.text(present.get(), "id")
                    .or(() -> Json.text(present.get(), "database_id"))
                    .flatMap(resources::database)
                    .filter(d -> d1.databaseName().isEmpty()
                            || d1.databaseName().get().equals(d.name()));
            if (known.isPresent()) {
                checkJurisdiction(d1, known.get());
                return inherited(d1);
            }
        }
        Optional<ResourceApi.Database> named = d1.databaseName().flatMap(resources::database);
        named.ifPresent(found -> checkJurisdiction(d1, found));
        Function<String, Binding> withId = id -> new Binding.D1Database(
                d1.name(), Optional.of(id), d1.databaseName(), d1.jurisdiction(), d1.internalEnv());
        return named.map(found -> PlannedBinding.ready(withId.apply(found.id())))
                .orElseGet(() -> missing(
                        d1,
                        1,
                        "D1 database",
                        d1.databaseName().orElseGet(() -> autoName(d1)),
                        name -> resources.createDatabase(name, d1.jurisdiction()),
                        name -> {
                            Optional<ResourceApi.Database> found = resources.database(name);
                            found.ifPresent(database -> checkJurisdiction(d1, database));
                            return found.map(ResourceApi.Database::id);
                        },
                        withId));
    }

    private static void checkJurisdiction(Binding.D1Database wanted, ResourceApi.Database found) {
        if (wanted.jurisdiction().isPresent() && !wanted.jurisdiction().equals(found.jurisdiction())) {
            throw new InputFailure("the D1 database " + found.name() + " of the binding " + wanted.name() + " has "
                    + found.jurisdiction().map(j -> "the jurisdiction " + j).orElse("no jurisdiction")
                    + ", which cannot be changed to " + wanted.jurisdiction().get()
                    + "; correct \"jurisdiction\", or name a new database in \"database_name\"");
        }
    }

    private PlannedBinding bucket(Binding.R2Bucket r2) {
        boolean kept = deployed(r2, "r2_bucket")
                .filter(d -> Json.text(d, "jurisdiction").equals(r2.jurisdiction()))
                .filter(d ->
                        r2.bucketName().isEmpty() || Json.text(d, "bucket_name").equals(r2.bucketName()))
                .isPresent();
        if (kept) {
            return r2.bucketName().isPresent() ? PlannedBinding.ready(r2) : inherited(r2);
        }
        if (r2.bucketName()
                .filter(name -> resources.hasBucket(name, r2.jurisdiction()))
                .isPresent()) {
            return PlannedBinding.ready(r2);
        }
        return missing(
                r2,
                2,
                "R2 bucket",
                r2.bucketName().orElseGet(() -> autoName(r2)),
                named(name -> resources.createBucket(name, r2.jurisdiction())),
                present(name -> resources.hasBucket(name, r2.jurisdiction())),
                name -> new Binding.R2Bucket(r2.name(), Optional.of(name), r2.jurisdiction()));
    }

    private PlannedBinding namespace(Binding binding, String type, int rank, Namespace kind, String name) {
        if (deployed(binding, type)
                .filter(d -> Json.text(d, "namespace").equals(Optional.of(name)))
                .isPresent()) {
            return inherited(binding);
        }
        if (resources.hasNamespace(kind, name)) {
            return PlannedBinding.ready(binding);
        }
        return missing(
                binding,
                rank,
                kind.label(),
                name,
                named(made -> resources.createNamespace(kind, made)),
                present(made -> resources.hasNamespace(kind, made)),
                made -> binding);
    }

    /** With a delay the binding is sent whole, because an inherited one keeps the delay that it had. */
    private PlannedBinding queue(Binding.QueueProducer queue) {
        Optional<JsonNode> present = deployed(queue, "queue")
                .filter(d ->
                        queue.queue().isEmpty() || Json.text(d, "queue_name").equals(queue.queue()));
        Function<String, Binding> named =
                name -> new Binding.QueueProducer(queue.name(), Optional.of(name), queue.deliveryDelay());
        if (present.isPresent()) {
            return queue.deliveryDelay().isEmpty()
                    ? inherited(queue)
                    : PlannedBinding.ready(
                            named.apply(present.get().path("queue_name").asText()));
        }
        if (queue.queue().flatMap(api.queues()::find).isPresent()) {
            return PlannedBinding.ready(queue);
        }
        return missing(
                queue,
                5,
                "queue",
                queue.queue().orElseGet(() -> autoName(queue)),
                named(resources::createQueue),
                present(name -> api.queues().find(name).isPresent()),
                named);
    }

    /** With an outbound Worker the binding is sent whole, for the same reason. */
    private PlannedBinding dispatchNamespace(Binding.DispatchNamespace ns) {
        Optional<JsonNode> present = deployed(ns, "dispatch_namespace")
                .filter(d ->
                        ns.namespace().isEmpty() || Json.text(d, "namespace").equals(ns.namespace()));
        Function<String, Binding> named =
                name -> new Binding.DispatchNamespace(ns.name(), Optional.of(name), ns.outbound());
        if (present.isPresent()) {
            return ns.outbound().isEmpty()
                    ? inherited(ns)
                    : PlannedBinding.ready(
                            named.apply(present.get().path("namespace").asText()));
        }
        if (ns.namespace().filter(resources::hasDispatchNamespace).isPresent()) {
            return PlannedBinding.ready(ns);
        }
        return missing(
                ns,
                6,
                "dispatch namespace",
                ns.namespace().orElseGet(() -> autoName(ns)),
                named(resources::createDispatchNamespace),
                present(resources::hasDispatchNamespace),
                named);
    }

    private Optional<JsonNode> deployed(Binding binding, String type) {
        return deployed.stream()
                .filter(d -> d.path("name").asText().equals(binding.name())
                        && d.path("type").asText().equals(type))
                .findFirst();
    }

    private static PlannedBinding inherited(Binding binding) {
        return PlannedBinding.ready(new Binding.Inherit(binding.name()));
    }

    /** Makes something that is known by its name. */
    private static Function<String, String> named(Consumer<String> create) {
        return name -> {
            create.accept(name);
            return name;
        };
    }

    private static Function<String, Optional<String>> present(Predicate<String> exists) {
        return name -> Optional.of(name).filter(exists);
    }

    /**
     * A resource that is to be made.
     *
     * @param create makes it and gives its id
     * @param find gives the id of the one that has the name
     * @param bound the binding that leads to an id
     */
    private static PlannedBinding missing(
            Binding binding,
            int rank,
            String kind,
            String name,
            Function<String, String> create,
            Function<String, Optional<String>> find,
            Function<String, Binding> bound) {
        return PlannedBinding.missing(binding, rank, kind + " " + name, () -> {
            try {
                return new PlannedBinding.Made(bound.apply(create.apply(name)), false);
            } catch (ApiFailure | NetworkFailure failure) {
                return new PlannedBinding.Made(bound.apply(existing(name, find, failure)), true);
            }
        });
    }

    /** What could not be made because it is there, or was made while the answer was lost: it has the name. */
    private static String existing(String name, Function<String, Optional<String>> find, Failure failure) {
        if (failure instanceof ApiFailure refused && refused.status() < 500 && !MAY_EXIST.contains(refused.status())) {
            throw failure;
        }
        try {
            return find.apply(name).orElseThrow(() -> failure);
        } catch (ApiFailure | NetworkFailure unknown) {
            if (unknown != failure) {
                failure.addSuppressed(unknown);
            }
            throw failure;
        }
    }

    private String autoName(Binding binding) {
        return worker + "-" + binding.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
