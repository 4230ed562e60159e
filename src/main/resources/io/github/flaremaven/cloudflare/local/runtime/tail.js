// Reports each finished invocation to the embedded Cloudflare; ctx.props.id says which version ran.
import { WorkerEntrypoint } from "cloudflare:workers";

export class Tail extends WorkerEntrypoint {
  async tail(events) {
    await this.env.SINK.fetch("http://tail/", {
      method: "POST",
      headers: { "X-Local-Version": this.ctx.props.id },
      body: JSON.stringify(events),
    });
  }
}

export default {};
