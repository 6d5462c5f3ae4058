// What the Workers runtime calls. The body is read here, where awaiting it costs least; the rest is
// one synchronous call into the wasm (src/edge/mod.rs).
import { answer, max_body, recover } from "../build/index.js";

const limit = max_body();

export default {
  async fetch(request, env) {
    const { method } = request;
    const body = method === "POST" ? await read(request) : undefined;
    recover();
    return answer(method, request.url, body, env);
  },
};

// The body, or undefined where it is longer than the limit. Content-Length bounds what the runtime
// hands on. Not an async function: one more promise costs as much as parsing the message.
function read(request) {
  const length = request.headers.get("Content-Length");
  if (length !== null) return length <= limit ? request.bytes() : undefined;
  return request.body === null ? new Uint8Array() : count(request.body);
}

// Without Content-Length: reads to the end, or to the first byte over the limit.
async function count(stream) {
  const reader = stream.getReader({ mode: "byob" });
  const { value } = await reader.readAtLeast(limit + 1, new Uint8Array(limit + 1));
  return value.length <= limit ? value : undefined;
}
