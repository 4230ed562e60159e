export default {
  fetch(request, env) {
    return Response.json({ offline: true });
  },
};
