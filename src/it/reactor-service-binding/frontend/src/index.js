export default {
  async fetch(request, env) {
    return Response.json({ total: await env.BACKEND.total(["tea", "cup"]) });
  },
};
