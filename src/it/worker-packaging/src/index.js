export default {
  fetch(request, env) {
    return Response.json({ stage: env.STAGE });
  },
};
