import { greet } from "./lib/greet.js";
import notes from "./notes.md";

export default {
	fetch() {
		return new Response(greet(notes));
	},
};
