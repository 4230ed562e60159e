export default {
  fetch(request, env) {
    return Response.json({ version: 1, stage: env.STAGE, database: env.DB.database });
  },
};
