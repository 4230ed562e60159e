export default {
	fetch(request, env) {
		return Response.json([env.TEXT, env.NUMBER, env.FRACTION, env.FLAG, env.LIST, env.OBJECT]);
	},
};
