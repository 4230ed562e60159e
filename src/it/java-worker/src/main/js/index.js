// TeaVM gives exports by name; a Worker needs a default one.
import { answer } from "../../../target/teavm/worker.js";

export default {
  fetch(request, env) {
    return answer(request, env.LARGEST);
  },
};
