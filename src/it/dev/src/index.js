export default {
  fetch(request, env) {
    if (request.url.endsWith("/boom")) {
      throw new Error("as asked");
    }
    return Response.json({ version: 1, colour: env.COLOUR, url: request.url });
  },
};
