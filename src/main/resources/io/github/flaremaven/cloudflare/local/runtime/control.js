// Hands events that are no requests to a version: ?v names the binding of the version. The key keeps Workers out, which
// can reach every port of this machine.
const bytes = (base64) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));

function message({ id, timestamp, attempts, contentType, body }) {
  const raw = bytes(body);
  const common = { id, timestamp: new Date(timestamp), attempts };
  if (contentType === "text") return { ...common, body: new TextDecoder().decode(raw) };
  if (contentType === "json") return { ...common, body: JSON.parse(new TextDecoder().decode(raw)) };
  if (contentType === "bytes") return { ...common, body: raw };
  return { ...common, serializedBody: raw };
}

export default {
  async fetch(request, env) {
    if (request.headers.get("X-Local-Key") !== env.KEY) return new Response(null, { status: 403 });
    const url = new URL(request.url);
    const target = env[url.searchParams.get("v")];
    if (url.pathname === "/scheduled") {
      const { time, cron } = await request.json();
      return Response.json(await target.scheduled({ scheduledTime: new Date(time), cron }));
    }
    if (url.pathname === "/queue") {
      const { queue, messages, metrics } = await request.json();
      return Response.json(await target.queue(queue, messages.map(message), { metrics }));
    }
    return new Response(null, { status: 404 });
  },
};
