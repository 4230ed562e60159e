import { Buffer } from "node:buffer";
import path from "path";
import { createHash } from "node:crypto";

export default {
	fetch() {
		return new Response(path.join("a", Buffer.from("b").toString("hex"), createHash("sha256").update("c").digest("hex")));
	},
};
