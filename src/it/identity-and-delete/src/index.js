export default {
  fetch(request, env) {
    return Response.json({ worker: "identity-and-delete" });
  },
};
