// Files of a page, which the Worker holds as gzip (scripts/files.mjs), on their way to a browser.

/** The response that a file is, one of those of a map in build/page/files.js; 404 where it is none. */
export function respond(file, status, request) {
  if (file === undefined) return new Response(null, { status: 404 });
  const { type, gzip } = file;
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
