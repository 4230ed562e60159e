import { WorkerEntrypoint } from "cloudflare:workers";

const PRICES = { tea: 3, cup: 8 };

export class Prices extends WorkerEntrypoint {
  total(items) {
    return items.reduce((sum, item) => sum + PRICES[item], 0);
  }
}

export default {
  fetch() {
    return new Response("prices\n");
  },
};
