export default {
	fetch() {
		return new Response("second");
	},
};
