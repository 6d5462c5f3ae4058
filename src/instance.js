// The one instance of the wasm, and what happens when it panics.
import * as wasm from "../build/index.js";

// A panic takes the whole instance along, and the next call gets a new one: what waits in the old one
// would never be answered.
const waiting = new Set();

function abandon(error) {
  for (const reject of waiting) reject(error);
}

addEventListener("error", ({ error }) => {
  if (error instanceof WebAssembly.RuntimeError) abandon(error);
});

// Five parameters, since a list of them would be an array for each call.
export function call(event, a, b, c, d, e) {
  wasm.recover();
  try {
    return event(a, b, c, d, e);
  } catch (error) {
    // A plain Error is an answer of the wasm's; whatever else is thrown, it did not mean to.
    if (error.constructor !== Error) abandon(error);
    throw error;
  }
}

export function guarded(promise) {
  return new Promise((resolve, reject) => {
    waiting.add(reject);
    promise.then(resolve, reject).finally(() => waiting.delete(reject));
  });
}
