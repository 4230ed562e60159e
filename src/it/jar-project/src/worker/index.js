export default {
  fetch(request, env) {
    return Response.json({ hello: "jar" });
  },
};
