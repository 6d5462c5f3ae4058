// What the console answers, on its way out: the page's files, and the headers that all of it has.
import { files } from "../build/page/files.js";

const headers = {
  "Cache-Control": "no-store",
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

/** A response of the wasm's, or the file that it names: `200 page.js`. */
export async function finish(promise, request) {
  const answer = await promise;
  const response = answer instanceof Response ? answer : file(...answer.split(" "), request);
  for (const name in headers) response.headers.set(name, headers[name]);
  return response;
}

function file(status, name, request) {
  const found = files.get(name);
  if (found === undefined) return new Response(null, { status: 404 });
  const { type, gzip } = found;
  const headers = { "Content-Type": type, Vary: "Accept-Encoding" };
  // Cloudflare writes a header of its own, and keeps the client's here.
  const accepted = request.cf?.clientAcceptEncoding ?? request.headers.get("Accept-Encoding");
  if (accepted?.includes("gzip")) {
    headers["Content-Encoding"] = "gzip";
    return new Response(gzip, { status, headers, encodeBody: "manual" });
  }
  const plain = new Blob([gzip]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(plain, { status, headers });
}
