addEventListener("fetch", (event) => {
	event.respondWith(new Response(__STATIC_CONTENT_MANIFEST));
});
