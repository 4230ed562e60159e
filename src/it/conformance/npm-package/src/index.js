import { add } from "adder";
import legacy from "legacy";

export default {
	fetch() {
		return new Response(String(add(1, legacy.two)));
	},
};
