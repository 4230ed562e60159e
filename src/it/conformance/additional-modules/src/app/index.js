import words from "./words.txt";

export default {
	async fetch(request) {
		const name = new URL(request.url).pathname.slice(1);
		const page = await import("./lazy/" + name + ".js");
		return new Response(page.default + words);
	},
};
