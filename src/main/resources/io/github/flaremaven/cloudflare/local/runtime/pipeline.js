// The stream of a pipeline.
export default ({ fetcher }) => ({
  async send(records) {
    if (!Array.isArray(records)) throw new TypeError("send() takes an array of records");
    const response = await fetcher.fetch("http://local/", { method: "POST", body: JSON.stringify(records) });
    if (!response.ok) throw new Error(await response.text());
  },
});
