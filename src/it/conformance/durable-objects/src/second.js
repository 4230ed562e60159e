import { DurableObject } from "cloudflare:workers";

export class Tally extends DurableObject {}
export class Extra extends DurableObject {}

export default {
	fetch() {
		return new Response("objects");
	},
};
