import note from "./note.txt";
import { text } from "./text";

export default {
  fetch(request: Request, env: { STAGE: string }): Response {
    return new Response(text(env.STAGE, note));
  },
};
