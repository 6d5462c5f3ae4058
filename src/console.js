// What the console answers, on its way out: the page's files, and the headers that all of it has.
import { consoleFiles } from "../build/page/files.js";
import { respond } from "./files.js";

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
  const response = answer instanceof Response ? answer : file(answer, request);
  for (const name in headers) response.headers.set(name, headers[name]);
  return response;
}

function file(answer, request) {
  const [status, name] = answer.split(" ");
  return respond(consoleFiles.get(name), status, request);
}
