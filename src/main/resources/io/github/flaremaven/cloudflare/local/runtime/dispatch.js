// A dispatch namespace: the user Workers in it are the bindings whose names begin with "worker:".
export default (env) => ({
  get(name) {
    const worker = env[`worker:${name}`];
    if (worker) return worker;
    return {
      async fetch() {
        throw new Error("Worker not found.");
      },
    };
  },
});
