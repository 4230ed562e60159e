import { WorkflowEntrypoint } from "cloudflare:workers";

export class Billing extends WorkflowEntrypoint {
	async run() {}
}

export default {
	fetch() {
		return new Response("workflow");
	},
};
