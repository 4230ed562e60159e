export default {
  fetch(request, env) {
    const { FROM_VARIABLE, FROM_FILE, FROM_JSON, FROM_LINES, WITH_VERSION } = env;
    return Response.json({ FROM_VARIABLE, FROM_FILE, FROM_JSON, FROM_LINES, WITH_VERSION });
  },
};
