package io.github.flaremaven.cloudflare.cloudflare;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.ApiFailure;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.cloudflare.http.ApiClient;
import io.github.flaremaven.cloudflare.cloudflare.http.Call;
import io.github.flaremaven.cloudflare.cloudflare.http.Urls;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Who the build is and which accounts it reaches. Needs no account id. */
public final class IdentityApi {
    private final ApiClient client;

    /** An account the credentials reach. */
    public record Account(String id, String name) {}

    /** A token's own state; {@code accountOwned} when it belongs to an account rather than to a user. */
    public record Token(String id, String status, Optional<String> expiresOn, boolean accountOwned) {}

    public IdentityApi(ApiClient client) {
        this.client = client;
    }

    /**
     * Verifies the token.
     *
     * @param accountId where to ask when the token turns out not to be a user's
     */
    public Token verifyToken(Optional<String> accountId) {
        try {
            return token(client.get(Call.get("verify the API token", "/user/tokens/verify")), false);
        } catch (ApiFailure failure) {
            if (!failure.hasCode(1000) || accountId.isEmpty()) {
                throw failure;
            }
            return token(
                    client.get(Call.get(
                            "verify the API token", "/accounts/" + Urls.encode(accountId.get()) + "/tokens/verify")),
                    true);
        }
    }

    /** The user's e-mail address, absent when the credentials may not read it. */
    public Optional<String> email() {
        try {
            return Json.text(client.get(Call.get("read the user", "/user")), "email");
        } catch (ApiFailure failure) {
            return Optional.empty();
        }
    }

    public List<Account> accounts() {
        List<Account> accounts = new ArrayList<>();
        for (JsonNode node : client.pages(Call.get("list the accounts", "/accounts"))) {
            accounts.add(new Account(node.path("id").asText(), node.path("name").asText()));
        }
        return accounts;
    }

    /** Whether a read is allowed: the way to find out what a token may do. */
    public boolean mayRead(String path) {
        try {
            client.get(Call.get("try a permission", path));
            return true;
        } catch (ApiFailure failure) {
            if (failure.status() == 401 || failure.status() == 403 || failure.hasCode(9109, 10000)) {
                return false;
            }
            throw failure;
        }
    }

    private static Token token(JsonNode node, boolean accountOwned) {
        return new Token(
                node.path("id").asText(), node.path("status").asText(), Json.text(node, "expires_on"), accountOwned);
    }
}
