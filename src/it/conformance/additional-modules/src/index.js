import words from "./words.txt";

export default {
	async fetch(request) {
		const name = new URL(request.url).pathname.slice(1);
		const path = "./lazy/" + name + ".js";
		const page = await import(path);
		return new Response(page.default + words);
	},
};
