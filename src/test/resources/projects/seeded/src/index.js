export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    if (pathname === "/boom") {
      console.warn("about to fail", { at: pathname });
      throw new TypeError("asked to fail");
    }
    if (pathname.startsWith("/users/")) {
      const name = decodeURIComponent(pathname.slice("/users/".length));
      if (request.method === "PUT") {
        await env.USERS.put(name, await request.text());
        console.log("stored", name);
        return new Response(null, { status: 204 });
      }
      const user = await env.USERS.get(name);
      return user === null ? new Response("nobody\n", { status: 404 }) : new Response(user);
    }
    return Response.json(
      { environment: env.ENVIRONMENT, token: env.TOKEN, url: request.url, method: request.method, body: await request.text() },
      { headers: { "x-worker": "seeded", "x-asked": request.headers.get("x-ask") ?? "" } },
    );
  },
  async scheduled(controller, env) {
    await env.CACHE.put("cron", controller.cron);
  },
};
