import add from "./add.wasm";
import greeting from "./greeting.txt";
import page from "./page.html";

const instance = new WebAssembly.Instance(add);

export default {
  fetch(request) {
    const url = new URL(request.url);
    if (url.pathname === "/page") {
      return new Response(page, { headers: { "Content-Type": "text/html" } });
    }
    const sum = instance.exports.add(Number(url.searchParams.get("a")), Number(url.searchParams.get("b")));
    return Response.json({ greeting, sum });
  },
};
