// Stands in for a binding that does not exist here: any use throws one clear error. What printing and awaiting an object
// look at is no use.
const harmless = new Set(["then", "toJSON", "constructor", "inspect", "toString", "valueOf"]);

export default (env) =>
  new Proxy(
    {},
    {
      get(_, property) {
        if (typeof property === "symbol" || harmless.has(property)) return undefined;
        throw new Error(env.message);
      },
    },
  );
