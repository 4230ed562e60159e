export default {
  async fetch(request, env) {
    const url = new URL(request.url);
    if (url.pathname === "/api/file-size") {
      const file = await env.ASSETS.fetch(new URL("/docs/guide", url));
      return Response.json({ size: (await file.text()).length });
    }
    return Response.json({ worker: url.pathname });
  },
};
