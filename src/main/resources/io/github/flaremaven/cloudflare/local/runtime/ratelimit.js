// A rate limit: env.fetcher counts.
const fields = new Set(["key"]);

export default ({ fetcher, limit, period }) => ({
  async limit(options) {
    if (typeof options !== "object" || options === null) throw new Error("invalid rate limit options");
    const odd = Object.keys(options).filter((field) => !fields.has(field));
    if (odd.length > 0) throw new Error(`bad rate limit options: [${odd}]`);
    const { key = "" } = options;
    if (typeof key !== "string") throw new Error(`invalid key: ${key}`);
    const response = await fetcher.fetch("http://local/", { method: "POST", body: JSON.stringify({ key, limit, period }) });
    return response.json();
  },
});
