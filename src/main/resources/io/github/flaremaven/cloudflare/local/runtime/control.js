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

// Reads what there is of an instance's history, and does not wait for what is to come: what is there arrives before the
// answers to calls that are made after it was asked for.
async function history(workflow, id) {
  const subscription = await workflow.subscribe(id, {});
  const events = [];
  const late = Symbol();
  const passed = async () => {
    for (let i = 0; i < 3; i++) await workflow.status(id).catch(() => {});
    return late;
  };
  for (;;) {
    const next = await Promise.race([subscription.next(), passed()]);
    if (next === late || next.done) return events;
    events.push(next.value);
  }
}

// What the objects of these ids say of their instances; null where an instance is gone.
function instances(namespace, ids) {
  return Promise.all(
    ids.map((id) => namespace.get(namespace.idFromString(id)).getInstanceMetadata().catch(() => null)),
  );
}

async function onWorkflow(env, { name, operation, parameters }) {
  const workflow = env["workflow " + name];
  if (workflow === undefined) return { error: "workflow.not_running" };
  try {
    if (operation === "instances") return { result: await instances(env["instances " + name], ...parameters) };
    if (operation === "history") return { result: await history(workflow, ...parameters) };
    return { result: (await workflow[operation](...parameters)) ?? null };
  } catch (e) {
    return { error: String(e?.message ?? e) };
  }
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
    if (url.pathname === "/workflow") return Response.json(await onWorkflow(env, await request.json()));
    return new Response(null, { status: 404 });
  },
};
