package io.github.flaremaven.cloudflare.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.config.model.Binding;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads one binding of each kind that has rules of its own. Every method asks for all keys that the kind knows. */
final class BindingKinds {
    private static final Pattern BUCKET_NAME = Pattern.compile("[a-z0-9][a-z0-9-]{1,61}[a-z0-9]");
    private static final int LONGEST_UPDATE_DELAY = 86_400;

    private BindingKinds() {}

    static Binding kvNamespace(Table t) {
        t.checkingText("preview_id").checkingFlag("remote");
        return new Binding.KvNamespace(t.required("binding"), t.nonEmptyText("id"));
    }

    static Binding sendEmail(Table t) {
        t.ignoring("binding").checkingFlag("remote");
        if (t.has("destination_address") && t.has("allowed_destination_addresses")) {
            t.error(
                    "allowed_destination_addresses",
                    t.path() + " may have destination_address or allowed_destination_addresses, not both");
        }
        return new Binding.SendEmail(
                t.required("name"),
                t.text("destination_address"),
                t.texts("allowed_destination_addresses"),
                t.texts("allowed_sender_addresses"));
    }

    static Binding durableObject(Table t) {
        if (t.has("environment") && !t.has("script_name")) {
            t.error("environment", t.path() + " has an environment but no script_name");
        }
        return new Binding.DurableObject(
                t.required("name"), t.required("class_name"), t.text("script_name"), t.text("environment"));
    }

    static void checkUpdateStrategy(Table t) {
        t.required("mode");
        t.choice("mode", List.of("immediate", "deferred"));
        t.number("max_delay").ifPresent(delay -> {
            double seconds = delay.asDouble();
            if (delay.isNull() || seconds < 0 || seconds > LONGEST_UPDATE_DELAY) {
                t.error("max_delay", t.path("max_delay") + " must be between 0 and 86400 seconds, found " + delay);
            } else if (Math.abs(seconds * 1000 - Math.rint(seconds * 1000)) > 1e-6) {
                t.error("max_delay", t.path("max_delay") + " must be in whole milliseconds, found " + delay);
            }
        });
        t.warnUnknown();
    }

    /** How a Workflow runs is read by the {@link WorkflowReader}. */
    static Binding workflow(Table t) {
        t.ignoring(WorkflowReader.OPTIONS);
        return new Binding.Workflow(
                t.required("binding"), t.required("name"), t.required("class_name"), t.text("script_name"));
    }

    static Binding queueProducer(Table t) {
        Optional<JsonNode> delay = t.number("delivery_delay");
        if (delay.isPresent()) {
            t.warn("delivery_delay", t.path("delivery_delay") + " is deprecated and has no effect");
        }
        t.checkingFlag("remote");
        return new Binding.QueueProducer(t.required("binding"), t.nonEmptyText("queue"), delay);
    }

    static Binding bucket(Table t) {
        for (String key : List.of("bucket_name", "preview_bucket_name")) {
            t.text(key)
                    .filter(name -> !BUCKET_NAME.matcher(name).matches())
                    .ifPresent(name -> t.error(
                            key,
                            t.path(key) + " \"" + name + "\" is no bucket name: 3 to 63 of a-z, 0-9 and -, "
                                    + "with a letter or digit at both ends"));
        }
        t.checkingFlag("remote").table("local_dev").ifPresent(BindingKinds::checkLocalBucket);
        return new Binding.R2Bucket(t.required("binding"), t.text("bucket_name"), t.text("jurisdiction"));
    }

    private static void checkLocalBucket(Table t) {
        t.table("experimental_s3_credentials").ifPresent(credentials -> {
            t.warn("experimental_s3_credentials", credentials.path() + " is experimental and may change at any time");
            credentials.requiredText("accessKeyId");
            credentials.requiredText("secretAccessKey");
        });
        t.warnUnknown();
    }

    static Binding database(Table t) {
        t.checkingText("preview_database_id", "migrations_dir", "migrations_table", "migrations_pattern")
                .checkingFlag("remote");
        return new Binding.D1Database(
                t.required("binding"),
                t.text("database_id"),
                t.text("database_name"),
                t.text("jurisdiction"),
                t.text("database_internal_env"));
    }

    static Binding rateLimit(Table t) {
        Optional<Table> simple = t.table("simple");
        if (!t.has("simple")) {
            t.error("simple", t.path() + " needs \"simple\", a table with limit and period");
        }
        simple.ifPresent(s -> {
            if (!s.has("limit")) {
                s.error("limit", s.path() + " needs \"limit\", a number");
            }
            if (s.number("period")
                    .filter(p -> p.asDouble() == 10 || p.asDouble() == 60)
                    .isEmpty()) {
                s.error("period", s.path("period") + " must be 10 or 60 (seconds)");
            }
        });
        Binding binding = new Binding.RateLimit(
                t.required("name"),
                t.required("namespace_id"),
                simple.flatMap(s -> s.number("limit")).orElse(Json.object().numberNode(0)),
                simple.flatMap(s -> s.number("period")).map(JsonNode::asInt).orElse(0));
        simple.ifPresent(Table::warnUnknown);
        return binding;
    }

    static Binding vpcNetwork(Table t) {
        t.checkingFlag("remote");
        if (t.has("tunnel_id") == t.has("network_id")) {
            t.error("network_id", t.path() + " needs exactly one of tunnel_id and network_id");
        }
        return new Binding.VpcNetwork(t.required("binding"), t.nonEmptyText("tunnel_id"), t.nonEmptyText("network_id"));
    }

    static Binding service(Table t) {
        boolean remote = t.flag("remote").orElse(false);
        t.table("dev").ifPresent(dev -> {
            if (remote) {
                t.warn("remote", t.path("remote") + " is ignored beside " + dev.path());
            }
            checkLocalService(dev);
        });
        Optional<ObjectNode> props = t.table("props").map(Table::json);
        return new Binding.Service(
                t.required("binding"),
                t.required("service"),
                t.text("environment"),
                t.text("entrypoint"),
                props,
                t.text("cross_account_grant"));
    }

    private static void checkLocalService(Table dev) {
        if (!dev.has("plugin")) {
            dev.error("plugin", dev.path() + " needs \"plugin\", a table with package and name");
        }
        dev.table("plugin").ifPresent(plugin -> {
            plugin.requiredText("package");
            plugin.requiredText("name");
        });
        dev.object("options");
    }

    static Binding dispatchNamespace(Table t) {
        t.checkingFlag("remote");
        Optional<Binding.Outbound> outbound = t.table("outbound")
                .map(o -> new Binding.Outbound(o.required("service"), o.text("environment"), o.texts("parameters")));
        return new Binding.DispatchNamespace(t.required("binding"), t.text("namespace"), outbound);
    }

    static Binding pipeline(Table t) {
        t.checkingFlag("remote");
        Optional<String> stream = t.nonEmptyText("stream");
        Optional<String> pipeline = t.nonEmptyText("pipeline");
        if (stream.isEmpty() && pipeline.isPresent()) {
            t.warn("pipeline", t.path("pipeline") + " is deprecated; name the stream instead: stream = \"…\"");
        } else if (stream.isEmpty()) {
            t.error("stream", t.path() + " needs \"stream\", a string");
        }
        return new Binding.Pipeline(t.required("binding"), stream, pipeline);
    }

    static Binding k2(Table t) {
        if (t.flag("remote").equals(Optional.of(false))) {
            t.error("remote", t.path("remote") + " cannot be false: there is no local K2");
        }
        return new Binding.K2(t.required("binding"), t.required("stream"));
    }
}
