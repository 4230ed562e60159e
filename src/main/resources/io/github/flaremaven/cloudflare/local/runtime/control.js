// Hands events that are no requests to a version: ?v names the binding of the version. The key keeps Workers out, which
// can reach every port of this machine.
export default {
  async fetch(request, env) {
    if (request.headers.get("X-Local-Key") !== env.KEY) return new Response(null, { status: 403 });
    const url = new URL(request.url);
    const target = env[url.searchParams.get("v")];
    if (url.pathname === "/scheduled") {
      const { time, cron } = await request.json();
      return Response.json(await target.scheduled({ scheduledTime: new Date(time), cron }));
    }
    return new Response(null, { status: 404 });
  },
};
