import { AsyncLocalStorage } from "node:async_hooks";

const store = new AsyncLocalStorage();

export default {
	fetch() {
		return store.run("value", () => new Response(store.getStore()));
	},
};
