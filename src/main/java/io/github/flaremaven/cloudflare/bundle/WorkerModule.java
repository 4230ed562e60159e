package io.github.flaremaven.cloudflare.bundle;

import io.github.flaremaven.cloudflare.base.Bytes;
import io.github.flaremaven.cloudflare.config.model.ModuleType;

/**
 * One part of the upload.
 *
 * @param name name of the form part and of the module at run time; other modules import it by this name
 */
public record WorkerModule(String name, ModuleType type, Bytes content) {}
