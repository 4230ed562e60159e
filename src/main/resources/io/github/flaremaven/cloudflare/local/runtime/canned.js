// Stands in for a product that exists only at Cloudflare: a call is answered from a file. env.X.get("a").search({…}) is the
// method get.search with the arguments of the last call; nothing happens before the result is awaited.
const harmless = new Set(["then", "catch", "finally", "toJSON", "constructor", "inspect", "toString", "valueOf"]);

const answer = async (fetcher, method, args) => {
  const plain = args.map((a) => (a instanceof Request ? { url: a.url, method: a.method } : a));
  const response = await fetcher.fetch("http://local/", { method: "POST", body: JSON.stringify({ method, args: plain }) });
  if (response.headers.has("X-Local-Failed")) throw new Error(await response.text());
  if (method === "fetch") return response;
  const type = response.headers.get("content-type") ?? "";
  return type.startsWith("application/json") ? response.json() : response.body;
};

const calling = (fetcher, path) =>
  new Proxy(function () {}, {
    get(_, property) {
      if (typeof property === "symbol" || harmless.has(property)) return undefined;
      return calling(fetcher, [...path, property]);
    },
    apply(_, _this, args) {
      let result;
      const once = () => (result ??= answer(fetcher, path.join("."), args));
      return new Proxy(function () {}, {
        get(_, property) {
          if (property === "then" || property === "catch" || property === "finally") {
            return (...handlers) => once()[property](...handlers);
          }
          if (typeof property === "symbol" || harmless.has(property)) return undefined;
          return calling(fetcher, [...path, property]);
        },
      });
    },
  });

export default ({ fetcher }) =>
  new Proxy(
    {},
    {
      get(_, property) {
        if (typeof property === "symbol" || harmless.has(property)) return undefined;
        return calling(fetcher, [property]);
      },
    },
  );
