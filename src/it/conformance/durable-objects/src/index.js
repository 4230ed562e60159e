import { DurableObject } from "cloudflare:workers";

export class Counter extends DurableObject {}

export default {
	fetch() {
		return new Response("objects");
	},
};
