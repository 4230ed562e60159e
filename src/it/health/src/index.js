export default {
  fetch(request, env) {
    if (new URL(request.url).pathname !== "/status/health") {
      return new Response("Not found\n", { status: 404 });
    }
    return Response.json({ status: env.STATUS, version: "7", environment: env.SAYS ?? env.ENVIRONMENT });
  },
};
