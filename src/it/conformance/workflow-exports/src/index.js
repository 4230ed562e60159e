import { WorkflowEntrypoint } from "cloudflare:workers";

export class Billing extends WorkflowEntrypoint {
	async run() {}
}

import { WorkerEntrypoint } from "cloudflare:workers";

export class Api extends WorkerEntrypoint {}

export default {
	fetch() {
		return new Response("workflow");
	},
};
