export default {
	fetch(request, env) {
		return env.FILES.fetch(request);
	},
};
