package io.github.flaremaven.cloudflare.cloudflare;

import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.cloudflare.http.ApiClient;
import io.github.flaremaven.cloudflare.cloudflare.http.Call;
import java.util.Optional;

/** What belongs to the account as a whole. */
public final class AccountApi {
    private final ApiClient client;
    private final String account;

    AccountApi(ApiClient client, String account) {
        this.client = client;
        this.account = account;
    }

    /** The account's id, 32 hex digits. */
    public String id() {
        return account.substring(account.lastIndexOf('/') + 1);
    }

    /** The account's name below workers.dev, absent when none was chosen yet. */
    public Optional<String> workersDevName() {
        return client.find(Call.get("read the account's workers.dev name", account + "/workers/subdomain"), 10007)
                .flatMap(r -> Json.text(r, "subdomain"))
                .filter(s -> !s.isEmpty());
    }
}
