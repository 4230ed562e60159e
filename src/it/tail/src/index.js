export default {
  fetch(request) {
    const path = new URL(request.url).pathname;
    if (path === "/boom") {
      console.warn("about to fail", { path });
      throw new TypeError("this Worker was asked to fail");
    }
    console.log("all is well", 42);
    return new Response("fine\n");
  },
};
