package io.github.flaremaven.cloudflare.bundle;

/** How a Worker is written. */
public enum WorkerFormat {
    /** An ES module with a default export. */
    MODULES("modules"),
    /** A script that calls {@code addEventListener}. */
    SERVICE_WORKER("service-worker");

    private final String label;

    WorkerFormat(String label) {
        this.label = label;
    }

    /** wrangler's word for it. */
    public String label() {
        return label;
    }

    static WorkerFormat ofLabel(String label) {
        return label.equals(SERVICE_WORKER.label) ? SERVICE_WORKER : MODULES;
    }
}
