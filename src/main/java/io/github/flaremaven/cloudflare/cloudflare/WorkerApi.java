package io.github.flaremaven.cloudflare.cloudflare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.cloudflare.http.ApiClient;
import io.github.flaremaven.cloudflare.cloudflare.http.Body;
import io.github.flaremaven.cloudflare.cloudflare.http.Call;
import io.github.flaremaven.cloudflare.cloudflare.http.Urls;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One Worker: its code, versions, deployments and what leads traffic to it. */
public final class WorkerApi {
    /** Codes that mean that there is no such Worker. */
    static final int[] NO_WORKER = {10007, 10090};
    /** Stands in for ids that only a real upload gives. */
    public static final String DRY_ID = "00000000-0000-0000-0000-000000000000";

    private static final String API_DATE = "Cloudflare-Workers-Script-Api-Date";

    private final ApiClient client;
    private final String account;
    private final String name;
    private final String script;

    WorkerApi(ApiClient client, String account, String name) {
        this.client = client;
        this.account = account;
        this.name = name;
        this.script = account + "/workers/scripts/" + Urls.encode(name);
    }

    public String name() {
        return name;
    }

    /** The Worker as the account has it, absent when there is none. */
    public Optional<ServiceInfo> find() {
        Call call = Call.get("look up the Worker " + name, account + "/workers/services/" + Urls.encode(name));
        return client.find(call, NO_WORKER).map(ServiceInfo::read);
    }

    /** The bindings of what is deployed; none when there is no such Worker. */
    public List<JsonNode> deployedBindings() {
        return client.find(Call.get("read the settings of " + name, script + "/settings"), NO_WORKER)
                .map(settings -> Json.items(settings, "bindings").toList())
                .orElse(List.of());
    }

    /** Versions that can be deployed, newest first. */
    public List<Version> versions() {
        Call call =
                Call.get("list the versions of " + name, script + "/versions").query("deployable", "true");
        JsonNode result = client.get(call);
        return Json.items(result, "items")
                .map(Version::read)
                .sorted((a, b) -> b.createdOn().compareTo(a.createdOn()))
                .toList();
    }

    public Version version(String id) {
        return Version.read(client.get(
                Call.get("read the version " + id + " of " + name, script + "/versions/" + Urls.encode(id))));
    }

    /** Deployments, newest first; none when there is no such Worker. */
    public List<Deployment> deployments() {
        return client.find(Call.get("list the deployments of " + name, script + "/deployments"), NO_WORKER)
                .map(result -> Json.items(result, "deployments")
                        .map(Deployment::read)
                        .sorted((a, b) -> b.createdOn().compareTo(a.createdOn()))
                        .toList())
                .orElse(List.of());
    }

    /**
     * Uploads a version that gets no traffic. An upload that fails half-way leaves nothing behind.
     *
     * @param apiDate see {@link #upload}
     */
    public Version uploadVersion(Body.Multipart form, Optional<LocalDate> apiDate) {
        Call call = Call.once("upload a version of " + name, "POST", script + "/versions", form)
                .query("bindings_inherit", "strict")
                .within(Call.LONG);
        return Version.read(
                client.write(dated(call, apiDate), () -> Json.object().put("id", DRY_ID)));
    }

    /**
     * Uploads and deploys in one step: the only way for a new Worker and for a migration.
     *
     * @param apiDate the API as it was on that day; absent: as it is by default
     * @return the version's id, absent when the API does not tell
     */
    public Optional<String> upload(Body.Multipart form, Optional<LocalDate> apiDate) {
        Call call = Call.once("upload the Worker " + name, "PUT", script, form)
                .query("excludeScript", "true")
                .query("bindings_inherit", "strict")
                .within(Call.LONG);
        JsonNode result = client.write(dated(call, apiDate), () -> Json.object().put("deployment_id", DRY_ID));
        return Json.text(result, "deployment_id").map(WorkerApi::hyphenated);
    }

    private static Call dated(Call call, Optional<LocalDate> apiDate) {
        return apiDate.map(date -> call.header(API_DATE, date.toString())).orElse(call);
    }

    /**
     * Gives versions their shares of the traffic.
     *
     * @param body as the API takes it: strategy, versions, annotations
     * @param force also when secrets were changed since (code 10220 otherwise)
     */
    public void deploy(ObjectNode body, boolean force) {
        Call call = Call.once("deploy " + name, "POST", script + "/deployments", Body.json(body));
        client.write(force ? call.query("force", "true") : call);
    }

    /** Settings that belong to no version: observability, logpush, tail consumers, tags. */
    public void patchSettings(ObjectNode settings) {
        client.write(
                Call.set("change the settings of " + name, "PATCH", script + "/script-settings", Body.json(settings)));
    }

    /** Whether the Worker answers at workers.dev, and under which addresses. */
    public Subdomain subdomain() {
        Call call =
                Call.get("read the workers.dev state of " + name, account + "/workers/workers/" + Urls.encode(name));
        return client.find(call, NO_WORKER)
                .map(w -> Subdomain.read(w.path("subdomain")))
                .orElse(Subdomain.off());
    }

    /**
     * Switches the workers.dev address.
     *
     * @param previews whether versions have addresses; absent: as the API thinks fit
     * @return whether versions have addresses now, absent when the API does not tell
     */
    public Optional<Boolean> setSubdomain(boolean enabled, Optional<Boolean> previews) {
        ObjectNode body = Json.object().put("enabled", enabled);
        previews.ifPresent(p -> body.put("previews_enabled", p));
        // With this date an omitted previews_enabled gets the server's default, as in wrangler.
        JsonNode result = client.write(
                Call.set("switch the workers.dev address of " + name, "POST", script + "/subdomain", Body.json(body))
                        .header(API_DATE, "2025-08-01"),
                Json::object);
        return Optional.of(result.path("previews_enabled"))
                .filter(JsonNode::isBoolean)
                .map(JsonNode::booleanValue);
    }

    /** Replaces all routes of the Worker. */
    public void putRoutes(ArrayNode routes) {
        client.write(Call.set("set the routes of " + name, "PUT", script + "/routes", Body.json(routes)));
    }

    /** What {@link #putCustomDomains} would change. */
    public DomainChanges customDomainChanges(ArrayNode origins) {
        Call call = new Call(
                "compare the custom domains of " + name,
                "POST",
                script + "/domains/changeset",
                Map.of("replace_state", "true"),
                Map.of(),
                Body.json(origins),
                Call.Repeat.ALWAYS,
                Call.SHORT);
        return DomainChanges.read(client.get(call)); // it only compares, so a dry run makes it too
    }

    /** Replaces all custom domains of the Worker. The overrides take what belongs to somebody else. */
    public void putCustomDomains(ArrayNode origins, boolean overrideOrigins, boolean overrideDnsRecords) {
        ObjectNode body = Json.object();
        body.put("override_scope", true);
        body.put("override_existing_origin", overrideOrigins);
        body.put("override_existing_dns_record", overrideDnsRecords);
        body.set("origins", origins);
        client.write(
                Call.set("set the custom domains of " + name, "PUT", script + "/domains/records", Body.json(body)));
    }

    /** The Worker that has a custom domain, by the id that the change set names. */
    public String customDomainOwner(String domainId) {
        Call call = Call.get("look up a custom domain", account + "/workers/domains/records/" + Urls.encode(domainId));
        return client.get(call).path("service").asText();
    }

    /** The cron schedules of the Worker. */
    public List<String> schedules() {
        return Json.items(client.get(Call.get("read the schedules of " + name, script + "/schedules")), "schedules")
                .map(s -> s.path("cron").asText())
                .toList();
    }

    /** Replaces all cron schedules of the Worker. */
    public void putSchedules(List<String> crons) {
        ArrayNode body = Json.array();
        crons.forEach(cron -> body.addObject().put("cron", cron));
        client.write(Call.set("set the schedules of " + name, "PUT", script + "/schedules", Body.json(body)));
    }

    /** Replaces the event triggers of the Worker. */
    public void putEventTriggers(ArrayNode events) {
        client.write(Call.set(
                "set the event triggers of " + name,
                "PUT",
                account + "/triggers/" + Urls.encode(name),
                Body.json(events)));
    }

    /** Makes or changes a Workflow that this Worker owns. */
    public void putWorkflow(String workflow, ObjectNode definition) {
        client.write(Call.set(
                "set the workflow " + workflow,
                "PUT",
                account + "/workflows/" + Urls.encode(workflow),
                Body.json(definition)));
    }

    /**
     * A Workflow of the account.
     *
     * @param worker the Worker that owns it
     */
    public record Workflow(String worker, Optional<String> jurisdiction) {}

    /** A Workflow by its name, absent when there is none. */
    public Optional<Workflow> workflow(String workflow) {
        Call call = Call.get("look up the workflow " + workflow, account + "/workflows/" + Urls.encode(workflow));
        return client.find(call, 10200)
                .map(w -> new Workflow(w.path("script_name").asText(), Json.text(w, "jurisdiction")));
    }

    public SecretApi secrets() {
        return new SecretApi(client, script, name);
    }

    public TailApi tails() {
        return new TailApi(client, script, name);
    }

    public AssetApi assets() {
        return new AssetApi(client, account, script, name);
    }

    /** What would break if the Worker were gone; each entry is one sentence part. */
    public List<String> references() {
        List<String> users = new ArrayList<>(
                References.read(client.get(Call.get("look up what uses " + name, script + "/references")), name));
        Call call = Call.get(
                "look up whose tails " + name + " gets", account + "/workers/tails/by-consumer/" + Urls.encode(name));
        client.get(call).forEach(producer -> users.add(References.tailProducer(producer)));
        return users;
    }

    /** Removes the Worker with all its versions. */
    public void delete(boolean force) {
        client.write(Call.set(
                        "delete the Worker " + name,
                        "DELETE",
                        account + "/workers/services/" + Urls.encode(name),
                        Body.none())
                .query("force", Boolean.toString(force)));
    }

    /** The upload's reply spells the version's id without hyphens. */
    private static String hyphenated(String hex) {
        return hex.length() != 32
                ? hex
                : String.join(
                        "-",
                        hex.substring(0, 8),
                        hex.substring(8, 12),
                        hex.substring(12, 16),
                        hex.substring(16, 20),
                        hex.substring(20));
    }
}
