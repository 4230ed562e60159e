export default {
  fetch(request, env) {
    return Response.json({ stage: env.STAGE, region: env.REGION, list: env.LIST });
  },
};
