import words from "./words.txt";

addEventListener("fetch", (event) => {
	event.respondWith(new Response(words + A + NOTES));
});
