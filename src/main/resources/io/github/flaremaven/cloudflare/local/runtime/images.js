// Images: env.fetcher reads and transforms them.
const post = async (fetcher, path, image, operation) => {
  const body = await new Response(image).arrayBuffer();
  const response = await fetcher.fetch(`http://local/${path}`, { method: "POST", body });
  if (response.ok) return response;
  const text = await response.text();
  throw Object.assign(new Error(`IMAGES_${operation}_ERROR ${text}`), { code: Number.parseInt(text, 10) });
};

class Result {
  #response;
  constructor(response) {
    this.#response = response;
  }
  contentType() {
    return this.#response.headers.get("content-type");
  }
  image() {
    return this.#response.body;
  }
  response() {
    return new Response(this.image(), { headers: { "content-type": this.contentType() } });
  }
}

class Transformer {
  #fetcher;
  #image;
  #transforms = [];
  #consumed = false;
  constructor(fetcher, image) {
    this.#fetcher = fetcher;
    this.#image = image;
  }
  transform(options) {
    this.#transforms.push(options);
    return this;
  }
  draw() {
    throw new Error("the embedded Cloudflare cannot draw one image over another");
  }
  async output({ format, quality }) {
    if (this.#consumed) throw new Error("IMAGES_TRANSFORM_ERROR 9525: output() may be called once only");
    this.#consumed = true;
    const options = encodeURIComponent(JSON.stringify({ transforms: this.#transforms, format, quality }));
    return new Result(await post(this.#fetcher, `transform?options=${options}`, this.#image, "TRANSFORM"));
  }
}

export default ({ fetcher }) => ({
  info: async (image) => (await post(fetcher, "info", image, "INFO")).json(),
  input: (image) => new Transformer(fetcher, image),
});
