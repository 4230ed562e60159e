import page from "./page.html";
import query from "./query.sql";
import words from "./words.txt";
import bytes from "./bytes.bin";
import add from "./add.wasm";
import shout from "./shout.cjs.txt";
import data from "./data.json";

export default {
	async fetch() {
		const { exports } = await WebAssembly.instantiate(add);
		return Response.json([page, query, words, bytes.byteLength, Object.keys(exports), shout, data]);
	},
};
