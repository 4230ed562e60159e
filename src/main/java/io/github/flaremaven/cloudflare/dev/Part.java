package io.github.flaremaven.cloudflare.dev;

/** What a Worker is made of; each part changes for itself. */
enum Part {
    /** Config, and the files of values that count on this machine only. */
    SETTINGS,
    /** What the build command is run for. */
    BUILD,
    /** What is bundled. */
    CODE,
    /** Static assets. */
    ASSETS
}
