package io.github.flaremaven.cloudflare.cloudflare.http;

import io.github.flaremaven.cloudflare.base.ApiFailure.Reason;
import java.util.Optional;

/** What to do about the API's well-known refusals. */
final class ApiAdvice {
    private ApiAdvice() {}

    static Optional<String> of(Reason reason, Call call) {
        if (reason.message().contains("email_verification_required")) {
            return Optional.of("Verify the e-mail address of the Cloudflare account first");
        }
        return switch (reason.code()) {
            case 1000 -> Optional.of("The API token is not valid; make a new one and set CLOUDFLARE_API_TOKEN to it");
            case 6003, 6111, 9106, 9109, 10000, 10001 -> Optional.of(permissionAdvice(call));
            case 7003 ->
                Optional.of(
                        "Check the account id: set CLOUDFLARE_ACCOUNT_ID or account_id to the 32 hex digits that the "
                                + "dashboard shows");
            case 7404 -> Optional.of("There is no such D1 database; check database_id in the config");
            case 10007, 10090 -> Optional.of("Deploy the Worker first, or check its name and the environment");
            case 10013, 10002 -> Optional.of("This is usually passing; run the goal again in a minute");
            case 10021 ->
                Optional.of("The Worker was refused when Cloudflare started it; rehearse it with -Dcloudflare.local");
            case 10023 ->
                Optional.of(
                        "The token or the plan lacks what a binding needs: a permission such as Workers KV Storage, "
                                + "D1 or R2, or the product itself");
            case 10027 ->
                Optional.of("Make the bundle smaller; the report of cloudflare:bundle shows its largest parts");
            case 10034 -> Optional.of("Verify the e-mail address of the Cloudflare account first");
            case 10057 ->
                Optional.of("Set the secrets that secrets.required names: mvn cloudflare:secret-put "
                        + "-Dcloudflare.secret=<name>");
            case 10063 ->
                Optional.of("Choose the account's workers.dev name once, in the dashboard under Workers & Pages");
            case 10123 -> Optional.of("Deploy the migration that makes the Durable Object class first");
            case 10208 -> Optional.of("Workflow schedules need a paid plan");
            case 10209 -> Optional.of("A workflow's jurisdiction cannot be changed; give the workflow another name");
            case 10214, 10215 ->
                Optional.of("The newest version is not the one deployed; deploy it first, so that the secret is not "
                        + "put on another version than you see");
            case 10220 ->
                Optional.of(
                        "Secrets were changed since that version; add -Dcloudflare.allow=changed-secrets if that is "
                                + "what you want");
            case 10222 -> Optional.of("Upload a version first: mvn cloudflare:deploy");
            case 10353 -> Optional.of("The account may not deploy; ask Cloudflare's support why");
            case 100146 ->
                Optional.of("A new version can take a moment to be seen; run the goal again, or check the id");
            case 100402 -> Optional.of("Correct the classes under exports in the config as the text says");
            case 100405 -> Optional.of("Deploy the newer version at 100 % first");
            default -> Optional.empty();
        };
    }

    static Optional<String> ofStatus(int status, Call call) {
        return switch (status) {
            case 401, 403 -> Optional.of(permissionAdvice(call));
            case 429 -> Optional.of("The API's rate limit is reached: 1200 requests in 5 minutes; wait and run again");
            default ->
                status >= 500
                        ? Optional.of("The fault is on Cloudflare's side; see www.cloudflarestatus.com and run again")
                        : Optional.empty();
        };
    }

    /** An upload of assets is authorised by its session and not by the token. */
    private static String permissionAdvice(Call call) {
        if (call.path().contains("/workers/assets/upload")) {
            return "The upload session is over or was not accepted; run the goal again, files that arrived are kept";
        }
        return "Check that the API token is valid, belongs to this account and has the permission \""
                + permission(call.path()) + "\"; mvn cloudflare:whoami shows what it may do";
    }

    /** The permission that a token needs for a path, as the dashboard calls it. */
    private static String permission(String path) {
        if (path.contains("/tails")) {
            return "Workers Tail: Read";
        }
        if (path.startsWith("/zones")) {
            return path.contains("/workers/routes") ? "Workers Routes: Edit" : "Zone: Read";
        }
        if (path.startsWith("/user")) {
            return "User Details: Read";
        }
        if (path.equals("/accounts") || path.equals("/memberships")) {
            return "Account Settings: Read";
        }
        if (path.contains("/storage/kv/")) {
            return "Workers KV Storage: Edit";
        }
        if (path.contains("/r2/")) {
            return "Workers R2 Storage: Edit";
        }
        if (path.contains("/d1/")) {
            return "D1: Edit";
        }
        if (path.contains("/queues")) {
            return "Queues: Edit";
        }
        if (path.contains("/workers/domains") || path.contains("/domains/")) {
            return "Workers Scripts: Edit, and Zone: Read and DNS: Edit on the zone";
        }
        return "Workers Scripts: Edit";
    }
}
