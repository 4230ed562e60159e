import { WorkerEntrypoint } from "cloudflare:workers";

export default class extends WorkerEntrypoint {
	async fetch() {
		const { later } = await import("./later.js");
		return new Response(later());
	}
}
