export default {
  fetch() {
    return new Response("no counter yet\n");
  },
};
