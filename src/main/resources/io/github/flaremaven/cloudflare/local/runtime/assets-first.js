// Stands before a Worker that has assets and code, for bindings to it: methods are the Worker's, requests go to the assets
// first.
import { WorkerEntrypoint } from "cloudflare:workers";

export default class extends WorkerEntrypoint {
  constructor(ctx, env) {
    super(ctx, env);
    return new Proxy(this, {
      get: (target, name) => (Reflect.has(target, name) ? Reflect.get(target, name) : env.WORKER[name]),
    });
  }

  async fetch(request) {
    const { url, method, headers } = request;
    const answer = await this.env.ASSETS.fetch(url, { method, headers, redirect: "manual" });
    return answer.headers.has("X-Local-Worker") ? this.env.WORKER.fetch(request) : answer;
  }
}
