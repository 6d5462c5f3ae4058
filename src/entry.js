// What the Workers runtime calls. The body is read here, where awaiting it costs least; the rest are
// calls into the wasm (src/edge/mod.rs), which decides everything.
import * as wasm from "../build/index.js";
import { finish } from "./console.js";
import { call, guarded } from "./instance.js";
import { login } from "./login.js";

export { Login } from "./login.js";

const limit = wasm.max_body();
const timeout = wasm.body_timeout();

export default {
  async fetch(request, env, context) {
    const { method, url } = request;
    const refused = call(wasm.check, request, method, url, env);
    if (refused === null) return login(request, env, () => read(request, context));
    if (refused !== undefined) return refused instanceof Response ? refused : finish(guarded(refused), request);
    const begun = Date.now();
    const body = await read(request, context);
    if (typeof body === "function") return call(body, env);
    const answer = call(wasm.answer, url, body, env, context, begun);
    return answer instanceof Response ? answer : guarded(answer);
  },
  queue: (batch, env) => guarded(call(wasm.consume, batch, env)),
  scheduled: ({ scheduledTime }, env) => guarded(call(wasm.sweep, env, scheduledTime)),
};

// The body, or what refuses a push without one. Content-Length bounds what the runtime hands on; the
// watch, how long it is held.
function read(request, context) {
  const length = request.headers.get("Content-Length");
  if (length > limit) return wasm.refuse_too_large;
  const body = length === null ? count(request.body) : request.bytes();
  return new Promise((resolve) => {
    const since = watch(context);
    const end = (body) => {
      reading.delete(end);
      resolve(body);
    };
    reading.set(end, since);
    body.then(end, () => end(wasm.refuse_cut_off));
  });
}

// When each body began to be read, by what ends it. One timer of one request watches over all of them: a
// timer each would cost a third of a request.
const reading = new Map();
const tick = 500;
let [seen, watchedUntil] = [0, 0];

// Makes this request the one that watches, unless another does, lives, and goes on for long enough.
function watch(context) {
  const now = Date.now();
  if (now - seen > 2 * tick || watchedUntil - now < timeout + 2 * tick) context.waitUntil(keepWatch(now));
  return now;
}

async function keepWatch(now) {
  // After 30 s the runtime would end it.
  const until = now + 20_000;
  watchedUntil = until;
  do {
    seen = now;
    await scheduler.wait(tick);
    now = Date.now();
    for (const [end, since] of reading) {
      if (now - since >= timeout) end(wasm.refuse_stalled);
    }
  } while (reading.size > 0 && now < until);
  if (watchedUntil === until) watchedUntil = 0;
}

// Without Content-Length: reads to the end, or to the first byte over the limit. The buffer grows with
// what arrives.
async function count(stream) {
  if (stream === null) return new Uint8Array();
  const reader = stream.getReader({ mode: "byob" });
  let body = new Uint8Array(2048);
  let length = 0;
  for (;;) {
    const { value, done } = await reader.read(new Uint8Array(body.buffer, length));
    body = new Uint8Array(value.buffer);
    length += value.byteLength;
    if (done) return body.subarray(0, length);
    if (length > limit) return wasm.refuse_too_large;
    if (length === body.byteLength) {
      const larger = new Uint8Array(Math.min(2 * length, limit + 1));
      larger.set(body);
      body = larger;
    }
  }
}
