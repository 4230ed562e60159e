import escape from "escape-html";
import ms from "ms";

interface Answer {
  safe: string;
  milliseconds: number;
}

function answer(params: URLSearchParams): Answer {
  return { safe: escape(params.get("text") ?? ""), milliseconds: ms(params.get("time") ?? "0") };
}

export default {
  fetch(request: Request): Response {
    return Response.json(answer(new URL(request.url).searchParams));
  },
};
