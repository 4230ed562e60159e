import { text } from "./lib/text.js";

export default {
	fetch() {
		return new Response(text);
	},
};
