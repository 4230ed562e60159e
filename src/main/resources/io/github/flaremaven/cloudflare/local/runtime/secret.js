// A secret of the Secrets Store.
export default ({ fetcher, name }) => ({
  async get() {
    const response = await fetcher.fetch(`http://local/${encodeURIComponent(name)}`);
    if (!response.ok) throw new Error(await response.text());
    return response.text();
  },
});
