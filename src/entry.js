// What the Workers runtime calls. The body is read here, where awaiting it costs least; the rest is
// one synchronous call into the wasm (src/edge.rs).
import { answer, max_body } from "../build/index.js";

export default {
  async fetch(request, env) {
    const body = request.method === "POST" ? await read(request, max_body()) : undefined;
    return answer(request.method, request.url, body, env);
  },
};

// The body, or undefined where it is longer than `limit`. A Content-Length bounds what the runtime
// hands on; without one the bytes are counted as they come, and no more is taken than is needed.
async function read(request, limit) {
  const length = request.headers.get("Content-Length");
  if (length !== null) return length > limit ? undefined : new Uint8Array(await request.arrayBuffer());
  const body = new Uint8Array(limit);
  let size = 0;
  for await (const chunk of request.body ?? []) {
    if (size + chunk.length > limit) return undefined;
    body.set(chunk, size);
    size += chunk.length;
  }
  return body.subarray(0, size);
}
