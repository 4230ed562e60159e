// A dispatch namespace: the user Workers in it are the bindings whose names begin with "worker:".
export default (env) => ({
  get(name, _args, options) {
    if (options?.outbound) throw new Error("outbound Workers are not part of the embedded Cloudflare");
    const worker = env[`worker:${name}`];
    if (worker) return worker;
    return {
      async fetch() {
        throw new Error("Worker not found.");
      },
    };
  },
});
