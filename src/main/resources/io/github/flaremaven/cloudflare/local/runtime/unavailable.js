// Stands in for a binding that the embedded Cloudflare does not have: any use throws one clear error.
export default (env) =>
  new Proxy(
    {},
    {
      get(_, property) {
        if (typeof property === "symbol" || property === "then" || property === "toJSON") return undefined;
        return () => {
          throw new Error(env.message);
        };
      },
    },
  );
