import words from "./words.txt";
import bytes from "./data/bytes.dat";

export default {
	fetch() {
		return new Response(words + bytes.byteLength);
	},
};
