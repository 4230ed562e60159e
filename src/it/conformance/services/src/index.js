import { WorkerEntrypoint } from "cloudflare:workers";

export class Admin extends WorkerEntrypoint {}

export default {
	fetch(request, env) {
		return env.BACKEND.fetch(request);
	},
};
