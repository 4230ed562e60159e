export default {
	fetch() {
		return new Response(WORD + OTHER);
	},
};
