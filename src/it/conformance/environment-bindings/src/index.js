export default {
	fetch() {
		return new Response(MODE);
	},
};
