package io.github.flaremaven.cloudflare.cloudflare;

import io.github.flaremaven.cloudflare.base.Secret;
import io.github.flaremaven.cloudflare.cloudflare.http.ApiClient;
import io.github.flaremaven.cloudflare.cloudflare.http.Urls;

/** The API of one account, grouped by resource. */
public final class CloudflareApi {
    private final ApiClient client;
    private final String account;

    /**
     * Wraps a client.
     *
     * @param accountId 32 hex digits
     */
    public CloudflareApi(ApiClient client, String accountId) {
        this.client = client;
        this.account = "/accounts/" + Urls.encode(accountId);
    }

    /** A Worker, whether it exists or not. */
    public WorkerApi worker(String name) {
        return new WorkerApi(client, account, name);
    }

    /** A user Worker in a dispatch namespace. */
    public WorkerApi userWorker(String namespace, String name) {
        return new WorkerApi(client, account, namespace, name);
    }

    public AccountApi account() {
        return new AccountApi(client, account);
    }

    public ZoneApi zones() {
        return new ZoneApi(client, account);
    }

    public ResourceApi resources() {
        return new ResourceApi(client, account);
    }

    public KvApi kv() {
        return new KvApi(client, account);
    }

    public HyperdriveApi hyperdrive() {
        return new HyperdriveApi(client, account);
    }

    public EmailApi email() {
        return new EmailApi(client, account);
    }

    public ContainerApi containers() {
        return new ContainerApi(client, account);
    }

    public QueueApi queues() {
        return new QueueApi(client, account);
    }

    /** Keeps a secret that is about to be sent out of every message that comes back. */
    public void mask(Secret secret) {
        client.mask(secret);
    }
}
