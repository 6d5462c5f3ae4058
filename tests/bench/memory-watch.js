// Wraps the Worker for the memory run: GET /memory collects all garbage, then tells the size of the
// wasm memory, which no other tool shows.
const memories = [];
const { Instance } = WebAssembly;
WebAssembly.Instance = class extends Instance {
  constructor(...args) {
    super(...args);
    memories.push(this.exports.memory);
  }
};
const { default: worker } = await import("entry.js");

export default {
  async fetch(request, env, context) {
    if (!request.url.endsWith("/memory")) return worker.fetch(request, env, context);
    // Twice: the first collection runs finalizers, whose objects the second one takes.
    gc();
    gc();
    const bytes = memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
    return Response.json({ wasm: bytes });
  },
};
