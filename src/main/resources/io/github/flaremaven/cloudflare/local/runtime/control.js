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
  for (;;) {
    let arrived = false;
    const late = async () => {
      for (let i = 0; i < 3 && !arrived; i++) await workflow.status(id).catch(() => {});
      return { done: true };
    };
    const next = await Promise.race([subscription.next(), late()]);
    arrived = true;
    if (next.done) return events;
    events.push(next.value);
  }
}

// What the object of this id says of its instance; null where the instance is gone. An object that is just being evicted
// answers the second time.
async function instance(namespace, id, attempts = 2) {
  try {
    return await namespace.get(namespace.idFromString(id)).getInstanceMetadata();
  } catch (e) {
    if (String(e?.message).includes("never started")) return null;
    if (attempts > 1) return instance(namespace, id, attempts - 1);
    throw e;
  }
}

async function onWorkflow(env, { name, operation, parameters }) {
  const workflow = env["workflow " + name];
  if (workflow === undefined) return { error: "workflow.not_running" };
  try {
    if (operation === "instances") {
      const [ids] = parameters;
      return { result: await Promise.all(ids.map((id) => instance(env["instances " + name], id))) };
    }
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
