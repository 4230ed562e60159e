export default {
  async fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url);
    const [, kind, name] = pathname.split("/").map(decodeURIComponent);
    switch (`${request.method} ${kind}`) {
      case "GET files": {
        const object = await env.FILES.get(name);
        return object === null
          ? new Response(null, { status: 404 })
          : new Response(object.body, { headers: { "content-type": object.httpMetadata.contentType ?? "" } });
      }
      case "PUT files":
        await env.FILES.put(name, request.body, { httpMetadata: { contentType: "image/png" } });
        return new Response(null, { status: 204 });
      case "GET users":
        return Response.json(await env.DB.prepare("SELECT * FROM users WHERE name = ?").bind(name).first());
      case "PUT users":
        await env.DB.prepare("INSERT INTO users (name, age) VALUES (?, ?)").bind(name, Number(await request.text())).run();
        return new Response(null, { status: 204 });
      case "POST mail":
        await env.MAIL.send({ to: name, n: 1 });
        await env.MAIL.send(await request.text(), { contentType: "text" });
        return new Response(null, { status: 202 });
      default:
        return new Response(searchParams.toString(), { status: 404 });
    }
  },
  async queue(batch) {
    for (const message of batch.messages) console.log("got", batch.queue, message.body);
  },
};
