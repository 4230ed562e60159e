// A binding that sends mail: a finished message as it is, a described one as JSON with its attachments in base64.
const base64 = async (content) => {
  if (typeof content === "string") return content;
  let text = "";
  for (const byte of new Uint8Array(await new Response(content).arrayBuffer())) text += String.fromCharCode(byte);
  return btoa(text);
};

export default ({ fetcher }) => ({
  async send(message) {
    if (typeof message !== "object" || message === null) throw new TypeError("send() takes a message");
    const raw = message["local:raw"];
    let request;
    if (raw === undefined) {
      const attachments = [];
      for (const a of message.attachments ?? []) attachments.push({ ...a, content: await base64(a.content) });
      request = ["http://local/described", JSON.stringify({ ...message, attachments })];
    } else {
      const query = new URLSearchParams({ from: message.from, to: message.to });
      request = [`http://local/raw?${query}`, await new Response(raw).arrayBuffer()];
    }
    const response = await fetcher.fetch(request[0], { method: "POST", body: request[1] });
    if (!response.ok) throw new Error(await response.text());
    return response.json();
  },
});
