import { words } from "words";
import { other } from "@lib/other";

function h(tag: string, props: object | null, ...children: string[]): string {
	return `<${tag}>${children.join("")}</${tag}>`;
}

export default {
	fetch(): Response {
		return new Response(<p>{words + other + VERSION + process.env.MODE}</p>);
	},
};
