import { snapshot, timed } from "./metrics.js";
import { VERSION } from "./version.js";

const CACHE_SECONDS = 60;

export default {
  fetch(request, env) {
    return timed(() => route(new URL(request.url), env));
  },
};

async function route(url, env) {
  switch (url.pathname) {
    case "/health":
      return Response.json({
        status: "healthy",
        version: VERSION,
        timestamp: new Date().toISOString(),
        environment: env.ENVIRONMENT,
      });
    case "/performance":
      return Response.json(snapshot());
    case "/compute":
      return compute(Number(url.searchParams.get("n") ?? "20"), env);
    case "/boom":
      console.log("about to fail", { path: url.pathname });
      throw new TypeError("this Worker was asked to fail");
    default:
      return new Response("Not found\n", { status: 404 });
  }
}

// A result is computed once and kept in KV for a while.
async function compute(n, env) {
  const key = `fibonacci:${n}`;
  const cached = await env.MCP_CACHE.get(key);
  if (cached !== null) {
    console.log("from the cache", key);
    return Response.json({ n, result: cached, cached: true });
  }
  const result = String(fibonacci(n));
  await env.MCP_CACHE.put(key, result, { expirationTtl: CACHE_SECONDS });
  return Response.json({ n, result, cached: false });
}

function fibonacci(n) {
  let [a, b] = [0n, 1n];
  for (let i = 0; i < n; i++) [a, b] = [b, a + b];
  return a;
}
