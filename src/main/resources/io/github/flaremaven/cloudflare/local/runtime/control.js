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
    if (url.pathname === "/email") return email(request, url.searchParams, target);
    return new Response(null, { status: 404 });
  },
};

// What the handler does with the message is told: it runs in another Worker, so the calls arrive here.
async function email(request, parameters, target) {
  const raw = new Uint8Array(await request.arrayBuffer());
  const events = [];
  const messageId = () => ({ messageId: `<${crypto.randomUUID()}@local>` });
  const bytes = async (content) => {
    let text = "";
    for (const byte of new Uint8Array(await new Response(content).arrayBuffer())) text += String.fromCharCode(byte);
    return btoa(text);
  };
  let outcome = "ok";
  try {
    await target.email({
      from: parameters.get("from"),
      to: parameters.get("to"),
      raw: new Response(raw).body,
      rawSize: raw.length,
      headers: new Headers(JSON.parse(atob(request.headers.get("X-Local-Mail")))),
      setReject: (reason) => void events.push({ type: "reject", reason }),
      forward: async (to) => (events.push({ type: "forward", to }), messageId()),
      reply: async (m) => {
        events.push({ type: "reply", from: m.from, to: m.to, raw: await bytes(m["local:raw"]) });
        return messageId();
      },
    });
  } catch (e) {
    outcome = String(e?.message ?? e);
  }
  await scheduler.wait(1); // setReject comes one turn later
  return Response.json({ outcome, events });
}
