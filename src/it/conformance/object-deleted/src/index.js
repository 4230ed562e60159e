import { DurableObject } from "cloudflare:workers";

export class Room extends DurableObject {}

export default {
	fetch() {
		return new Response("room");
	},
};
