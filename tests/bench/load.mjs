// The load: requests that are made before, sent over a few connections that stay open, one request
// at a time on each. It does as little as it can, so that the machine is the Worker's.
import { connect } from "node:net";

/** Sends `count` requests to a Worker, taking them from `requests` in turn. */
export async function send(port, requests, count, { connections = 2, check = () => {} } = {}) {
  let left = count;
  const next = () => (left > 0 ? requests[--left % requests.length] : undefined);
  await Promise.all(Array.from({ length: connections }, () => converse(port, next, check)));
}

/** Sends one request and gives back its answer. */
export async function sendOne(port, request) {
  let answer;
  await send(port, [request], 1, { connections: 1, check: (given) => (answer = given) });
  return { ...answer, body: answer.body.toString() };
}

/** An HTTP/1.1 request as bytes, with the headers that WeChat's have. */
export function request({ method, path = "/wechat", query, body = "" }) {
  const bytes = Buffer.from(body);
  const head = [
    `${method} ${path}${query ? `?${query}` : ""} HTTP/1.1`,
    "Host: 127.0.0.1",
    "User-Agent: Mozilla/4.0",
    "Accept: */*",
    ...(method === "GET" ? [] : ["Content-Type: text/xml", `Content-Length: ${bytes.length}`]),
  ];
  return Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), bytes]);
}

/** A connection: a request, its answer, the next request. */
function converse(port, next, check, request = next()) {
  if (request === undefined) return;
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    const socket = connect({ host: "127.0.0.1", port, noDelay: true });
    const end = (settle, value) => {
      socket.removeAllListeners();
      socket.on("error", () => {}).destroy();
      settle(value);
    };
    socket.setTimeout(10_000, () => end(reject, new Error("no answer within 10 s")));
    socket.on("error", (error) => end(reject, error));
    socket.on("close", () => end(reject, new Error("the connection was closed before the answer")));
    socket.on("data", (bytes) => {
      received = received.length === 0 ? bytes : Buffer.concat([received, bytes]);
      const headEnd = received.indexOf("\r\n\r\n");
      if (headEnd < 0) return;
      const head = received.latin1Slice(0, headEnd);
      const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
      if (length === undefined) return end(reject, new Error(`no Content-Length:\n${head}`));
      const bodyStart = headEnd + 4;
      const bodyEnd = bodyStart + Number(length);
      if (received.length < bodyEnd) return;
      const body = received.subarray(bodyStart, bodyEnd);
      try {
        check({ status: Number(head.slice(9, 12)), head, body });
      } catch (error) {
        return end(reject, error);
      }
      received = received.subarray(bodyEnd);
      request = next();
      if (request === undefined) return end(resolve);
      // The Worker did not read the whole of a body that it refused.
      if (/\r\nconnection: *close/i.test(head)) return end(resolve, converse(port, next, check, request));
      socket.write(request);
    });
    socket.write(request);
  });
}
