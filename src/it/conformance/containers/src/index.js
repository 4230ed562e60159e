import { DurableObject } from "cloudflare:workers";

export class Machine extends DurableObject {}

export default {
	fetch() {
		return new Response("machine");
	},
};
