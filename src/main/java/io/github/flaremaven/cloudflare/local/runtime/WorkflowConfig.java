package io.github.flaremaven.cloudflare.local.runtime;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.state.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Writes Workflows as workerd's config has them. Their engine is part of workerd, a Worker of its own; each instance is an
 * object that lives there, so it must not be in two processes.
 */
final class WorkflowConfig {
    /** Name of the disk service that holds instances; {@code --directory-path} can lead it elsewhere. */
    static final String DISK = "workflows";
    /** Before the name of a Workflow: the control Worker's binding to it. */
    static final String CONTROLLED = "workflow ";
    /** Before the name of a Workflow: the control Worker's binding to its instances. */
    static final String INSTANCES = "instances ";

    private static final String SERVICE = "local:workflows";

    private final List<Hosted> hosted = new ArrayList<>();

    /**
     * A Workflow with the version that runs it.
     *
     * @param bound whether the version itself says that it has the class
     */
    private record Hosted(Workflow workflow, ServedVersion host, String className, boolean bound) {}

    /**
     * Finds the host of each Workflow.
     *
     * @param without names of those that are left out
     */
    WorkflowConfig(List<Workflow> workflows, List<ServedVersion> versions, Set<String> without) {
        for (Workflow workflow : workflows) {
            versions.stream()
                    .filter(v -> v.owner()
                            && v.version().hasCode()
                            && v.script().name().equals(workflow.script()))
                    .findFirst()
                    .filter(v -> !without.contains(workflow.name()))
                    .ifPresent(host -> {
                        Optional<String> bound = workflow.boundClass(host.version());
                        hosted.add(new Hosted(workflow, host, bound.orElse(workflow.className()), bound.isPresent()));
                    });
        }
    }

    private List<String> names() {
        return hosted.stream().map(h -> h.workflow().name()).toList();
    }

    /** What two processes must not have at once. */
    List<String> keys() {
        return names().stream().map(n -> CONTROLLED + n).toList();
    }

    /** Whether nobody but the API says that the host has the class, so that it can run without. */
    boolean isOptional(String name) {
        return hosted.stream().anyMatch(h -> h.workflow().name().equals(name) && !h.bound());
    }

    /** The value of a binding, absent when the Workflow does not run. */
    Optional<String> binding(String name) {
        return names().contains(name)
                ? Optional.of("wrapped = (moduleName = \"cloudflare-internal:workflows-api\", "
                        + "innerBindings = [(name = \"fetcher\", service = " + access(name) + ")])")
                : Optional.empty();
    }

    private static String access(String name) {
        return "(name = " + Capnp.text(SERVICE) + ", entrypoint = \"WorkflowBinding\", props = (json = "
                + Capnp.text(Json.compact(Json.object().put("workflow", name))) + "))";
    }

    private static String instances(Hosted h) {
        return "durableObjectNamespace = (className = "
                + Capnp.text("miniflare-workflows-" + h.workflow().name()) + ", serviceName = "
                + Capnp.text(h.host().ref().toString()) + ")";
    }

    /** The field of a Worker that hosts Workflows; empty for others. */
    String field(ServedVersion served) {
        List<String> own = hosted.stream()
                .filter(h -> h.host().ref().equals(served.ref()))
                .map(h -> "(className = " + Capnp.text(h.className()) + ", name = "
                        + Capnp.text(h.workflow().name()) + ", bindingService = "
                        + access(h.workflow().name()) + ")")
                .toList();
        return own.isEmpty()
                ? ""
                : "  workflowsEngine = (actorClass = (name = " + Capnp.text(SERVICE)
                        + ", entrypoint = \"Engine\"), workflows = [" + String.join(", ", own) + "]),\n";
    }

    /** The services of the engine; none where no Workflow runs. */
    List<String> services() {
        return hosted.isEmpty()
                ? List.of()
                : List.of(
                        "(name = " + Capnp.text(SERVICE) + ", worker = .workflows)",
                        "(name = " + Capnp.text(DISK) + ", disk = (path = \"../../workflows\", writable = true))");
    }

    /** The bindings of the control Worker. */
    List<String> controlled() {
        List<String> bindings = new ArrayList<>();
        for (Hosted h : hosted) {
            String name = h.workflow().name();
            bindings.add("(name = " + Capnp.text(CONTROLLED + name) + ", service = " + access(name) + ")");
            bindings.add("(name = " + Capnp.text(INSTANCES + name) + ", " + instances(h) + ")");
        }
        return bindings;
    }

    /** The engine itself; empty where no Workflow runs. */
    String worker() {
        if (hosted.isEmpty()) {
            return "";
        }
        ObjectNode settings = Json.object();
        List<String> bindings = new ArrayList<>();
        for (Hosted h : hosted) {
            ObjectNode setting = settings.putObject(h.workflow().name());
            h.workflow().stepLimit().ifPresent(l -> setting.put("steps", l));
            h.workflow().retention().ifPresent(r -> {
                ObjectNode retention = setting.putObject("retention");
                Optional.ofNullable(r.get("success_retention")).ifPresent(s -> retention.set("success", s));
                Optional.ofNullable(r.get("error_retention")).ifPresent(e -> retention.set("error", e));
            });
            bindings.add("(name = " + Capnp.text("workflow:" + h.workflow().name()) + ", " + instances(h) + ")");
        }
        bindings.add("(name = \"WORKFLOWS\", json = " + Capnp.text(Json.compact(settings)) + ")");
        return """

                const workflows :Workerd.Worker = (
                  modules = [(name = "workflows.js", bundled = "/workerd/workflows.js")],
                  compatibilityDate = "2026-01-01",
                  compatibilityFlags = ["workflows_preserve_non_retryable_error_message"],
                  durableObjectStorage = (localDisk = "%s"),
                  bindings = [%s],
                );
                """.formatted(DISK, String.join(", ", bindings));
    }
}
