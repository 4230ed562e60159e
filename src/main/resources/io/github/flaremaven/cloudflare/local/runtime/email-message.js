// What cloudflare:email exports. The message is a plain object, so that it can go to another Worker.
class EmailMessage {
  constructor(from, to, raw) {
    return { from, to, "local:raw": raw };
  }
}

export default { EmailMessage };
