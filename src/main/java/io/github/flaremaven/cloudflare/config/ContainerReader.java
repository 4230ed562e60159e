package io.github.flaremaven.cloudflare.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads the containers that Durable Objects run. They are kept as the config has them. */
final class ContainerReader {
    private static final List<String> INSTANCE_TYPES =
            List.of("lite", "basic", "standard-1", "standard-2", "standard-3", "standard-4", "dev", "standard");
    private static final List<String> REGIONS =
            List.of("ENAM", "WNAM", "EEUR", "WEUR", "APAC", "SAM", "ME", "OC", "AFR");
    private static final Set<Integer> SINGLE_STEPS = Set.of(5, 10, 20, 25, 50, 100);

    private final Table config;
    private final Path directory;

    ContainerReader(Table config, Path directory) {
        this.config = config;
        this.directory = directory;
    }

    Optional<ArrayNode> read() {
        Set<String> names = new HashSet<>();
        Set<String> classes = new HashSet<>();
        for (Table t : config.tables("containers")) {
            Optional<String> name = t.text("name").filter(n -> !n.isEmpty());
            Optional<String> className = t.text("class_name");
            if (name.isEmpty() && className.isEmpty()) {
                t.error("name", t.path() + " needs \"class_name\", the Durable Object that runs it, or a \"name\"");
            }
            if (name.filter(n -> !names.add(n)).isPresent()) {
                t.error("name", t.path() + " has the name of an earlier container; each can be used once");
            }
            if (className.filter(c -> !classes.add(c)).isPresent()) {
                t.error("class_name", t.path() + " is a second container of one Durable Object, which can have one");
            }
            if (className.isEmpty() && name.isPresent() && !isRunByExport(name.get())) {
                t.error("name", t.path() + " is run by no Durable Object; name its class under \"class_name\"");
            }
            if (t.text("scheduling_policy").equals(Optional.of("durable_object"))) {
                managed(t);
            } else {
                regional(t);
            }
        }
        return config.array("containers").map(PlainJson::array);
    }

    private boolean isRunByExport(String name) {
        return config.object("exports").stream()
                .flatMap(ObjectNode::valueStream)
                .anyMatch(export -> export.path("container").asText().equals(name));
    }

    /** A container whose instances follow those of its Durable Object; unknown keys are errors here. */
    private static void managed(Table t) {
        List<String> keys = List.of(
                "name",
                "class_name",
                "scheduling_policy",
                "images",
                "observability",
                "ssh",
                "authorized_keys",
                "unsafe");
        t.keys().stream()
                .filter(key -> !keys.contains(key))
                .forEach(key ->
                        t.error(key, t.path(key) + " has no place beside scheduling_policy = \"durable_object\""));
        t.object("images");
        t.table("observability").ifPresent(ContainerReader::observability);
        access(t);
    }

    private void regional(Table t) {
        Optional<Table> configuration = t.table("configuration");
        Optional<String> image = t.text("image")
                .or(() -> configuration.flatMap(c -> c.text("image")))
                .filter(i -> !i.isEmpty());
        image.ifPresentOrElse(
                i -> checkImage(t, i),
                () -> t.error(
                        "image", t.path() + " needs \"image\", the path of a Dockerfile or an image with its tag"));
        deprecated(t, "configuration", "set its keys in the container itself");
        deprecated(t, "instances", "use max_instances");
        deprecated(t, "durable_objects", "use class_name");
        deprecated(t, "wrangler_ssh", "use ssh");
        t.choice("scheduling_policy", List.of("regional", "moon", "default"));
        t.choice("rollout_kind", List.of("full_auto", "full_manual", "none"));
        notNegative(t, "rollout_active_grace_period");
        notNegative(t, "max_instances");
        rolloutSteps(t);
        instanceType(t);
        t.table("constraints").ifPresent(ContainerReader::constraints);
        t.checkingText("image_build_context").object("image_vars");
        t.table("observability").ifPresent(ContainerReader::observability);
        t.object("unsafe");
        access(t);
        t.ignoring("affinities").warnUnknown();
    }

    private static void observability(Table t) {
        Optional<Boolean> logs = t.table("logs").flatMap(l -> l.flag("enabled"));
        Optional<Boolean> enabled = t.flag("enabled");
        if (enabled.isEmpty() && logs.isEmpty()) {
            t.error("enabled", t.path() + " needs \"enabled\", true or false, or a logs table with it");
        } else if (enabled.isPresent() && logs.isPresent() && !enabled.equals(logs)) {
            t.error("enabled", t.path() + " is enabled in one place and not in the other");
        }
        t.whole("target_instance_percentage", 1, 99);
        t.whole("target_instance_count", 1, Long.MAX_VALUE);
        t.warnUnknown();
    }

    /** Who may log in to an instance. */
    private static void access(Table t) {
        for (String key : List.of("ssh", "wrangler_ssh")) {
            t.table(key).ifPresent(ssh -> {
                ssh.requiredFlag("enabled");
                ssh.whole("port", 1, 65_535);
            });
        }
        for (String key : List.of("authorized_keys", "trusted_user_ca_keys")) {
            for (Table item : t.tables(key)) {
                item.text("name");
                if (!item.requiredText("public_key").toLowerCase(Locale.ROOT).startsWith("ssh-ed25519")) {
                    item.error("public_key", item.path("public_key") + " must be a key of the kind ssh-ed25519");
                }
            }
        }
    }

    private void checkImage(Table t, String image) {
        Optional<Path> file = t.file(t.path("image"), image, directory).filter(Files::exists);
        String last = image.substring(image.lastIndexOf('/') + 1);
        if (file.filter(Files::isDirectory).isPresent()) {
            t.error("image", t.path("image") + " \"" + image + "\" is a folder; name the Dockerfile in it");
        } else if (file.isEmpty() && (!last.contains(":") || image.contains("://"))) {
            t.error(
                    "image",
                    t.path("image") + " \"" + image
                            + "\" is neither a Dockerfile that exists nor an image with its tag");
        }
    }

    private static void deprecated(Table t, String key, String instead) {
        if (t.has(key)) {
            t.warn(key, t.path(key) + " is deprecated; " + instead);
        }
    }

    private static void notNegative(Table t, String key) {
        t.number(key)
                .filter(n -> n.asDouble() < 0)
                .ifPresent(n -> t.error(key, t.path(key) + " must not be negative, found " + n));
    }

    private static void rolloutSteps(Table t) {
        String key = "rollout_step_percentage";
        Optional<JsonNode> value = t.any(key).map(PlainJson::of);
        if (value.filter(JsonNode::isArray).isPresent()) {
            JsonNode steps = value.get();
            boolean right = true;
            for (int i = 0; i < steps.size(); i++) {
                double step = steps.get(i).asDouble();
                right &= steps.get(i).isNumber()
                        && step >= (i == 0 ? 10 : steps.get(i - 1).asDouble());
            }
            if (!right || (!steps.isEmpty() && steps.get(steps.size() - 1).asDouble() != 100)) {
                t.error(key, t.path(key) + " must be ascending percentages from 10 on, the last one 100");
            }
            if (t.number("max_instances")
                    .filter(n -> n.asDouble() < steps.size())
                    .isPresent()) {
                t.error(key, t.path(key) + " has more steps than there are instances (max_instances)");
            }
        } else if (value.filter(v -> !v.isNumber() || !SINGLE_STEPS.contains(v.asInt()) || v.asDouble() != v.asInt())
                .isPresent()) {
            t.findings().wrongType(t.path(key), "one of 5, 10, 20, 25, 50 and 100, or an array of steps", value.get());
        }
    }

    private static void instanceType(Table t) {
        if (t.any("instance_type").filter(JsonNode::isTextual).isPresent()) {
            t.choice("instance_type", INSTANCE_TYPES)
                    .filter(type -> type.equals("dev") || type.equals("standard"))
                    .ifPresent(type -> t.warn(
                            "instance_type",
                            t.path("instance_type") + " \"" + type + "\" is called \""
                                    + (type.equals("dev") ? "lite" : "standard-1") + "\" by now"));
            return;
        }
        t.table("instance_type").ifPresent(custom -> {
            custom.number("vcpu");
            custom.number("memory_mib");
            custom.number("disk_mb");
            custom.warnUnknown();
        });
    }

    private static void constraints(Table t) {
        deprecated(t, "tier", "use tiers");
        if (t.has("tier") && t.has("tiers")) {
            t.error("tier", t.path() + " may have tier or tiers, not both");
        }
        t.any("tiers")
                .filter(tiers -> !tiers.isArray() || !allNumbers(tiers))
                .ifPresent(tiers -> t.findings().wrongType(t.path("tiers"), "an array of numbers", tiers));
        t.choice("jurisdiction", List.of("eu", "fedramp", "us"));
        t.texts("regions").stream()
                .filter(region -> !REGIONS.contains(region.toUpperCase(Locale.ROOT)))
                .forEach(region -> t.error(
                        "regions",
                        t.path("regions") + " must be of " + Table.quoted(REGIONS) + ", found \"" + region + "\""));
    }

    private static boolean allNumbers(JsonNode array) {
        boolean numbers = true;
        for (JsonNode item : array) {
            numbers &= item.isNumber();
        }
        return numbers;
    }
}
