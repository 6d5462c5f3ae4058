// Stands before D1 and the Queue and fails as it is told to. The Worker under test, the runtime's own
// clients of D1 and Queue, and the errors that they make of an answer are the real ones.
//
// A scene tells what becomes of its own records: `…d1=hang…queue=lost…`. So all combinations are asked
// at once. What the test switches (`/modes?d1=…`) goes before that.
import { WorkerEntrypoint } from "cloudflare:workers";

const switched = { d1: undefined, queue: undefined };
let waiting = [];
let dead = [];
const maxRetries = 20; // as wrangler.toml has it

// With a timer, since the runtime notices a promise that nothing can ever resolve, and cancels.
const wait = (milliseconds) => scheduler.wait(milliseconds);

async function through(mode, work, failure) {
  switch (mode) {
    case "slow":
      await wait(3000);
      return work(); // late, but it is done
    case "hang":
      return wait(60_000).then(() => failure("never"));
    case "overloaded":
      return failure("D1 DB is overloaded. Requests queued for too long.");
    case "limit":
      return failure("D1_ERROR: Exceeded free tier daily limit: rows written");
    case "broken":
      throw new Error("the connection broke"); // does not even say so
    case "lost":
      await work();
      return failure("Network connection lost."); // it is done, and reported as failed
    case "silent":
      await work();
      return wait(60_000).then(() => failure("never")); // it is done, and never reported
    default:
      return work();
  }
}

const told = (store, text) => switched[store] ?? new RegExp(`${store}=(\\w+)`).exec(text)?.[1];

export class D1 extends WorkerEntrypoint {
  async fetch(request) {
    const { url, headers } = request;
    const body = await request.text();
    const work = () => this.env.DATABASE.fetch(url, { method: "POST", headers, body });
    const mode = body.includes("INSERT INTO record") ? told("d1", body) : switched.d1;
    return through(mode, work, (error) => Response.json({ success: false, error }, { status: 500 }));
  }
}

export class Queue extends WorkerEntrypoint {
  async fetch(request) {
    const metrics = { backlogCount: waiting.length, backlogBytes: 0, oldestMessageTimestamp: 0 };
    if (request.method === "GET") return Response.json(metrics);
    const body = await request.text();
    const work = () => {
      waiting.push({ id: crypto.randomUUID(), timestamp: new Date(), attempts: 1, body: JSON.parse(body) });
      return Response.json({ metadata: { metrics } });
    };
    return through(told("queue", body), work, (statusText) => new Response("", { status: 500, statusText }));
  }
}

const pages = {
  "/modes": ({ searchParams }) => {
    for (const store of Object.keys(switched)) switched[store] = searchParams.get(store) ?? undefined;
    return { ...switched, waiting: waiting.length };
  },

  // One batch to the consumer, as often as `times` says; what it does not acknowledge waits on.
  "/deliver": async ({ searchParams }, env) => {
    const batch = waiting.splice(0, 100);
    if (batch.length === 0) return { delivered: 0, waiting: 0, dead: dead.length };
    let result;
    try {
      for (let times = Number(searchParams.get("times") ?? 1); times > 0; times -= 1) {
        result = await env.CONSUMER.queue("wechat-edge-scans", batch.map((message) => ({ ...message })));
      }
    } catch (error) {
      result = { outcome: "exception", error: `${error}` };
    }
    const all = result.outcome !== "ok" || result.retryBatch?.retry;
    const retried = new Map((result.retryMessages ?? []).map((message) => [message.msgId, message]));
    const delays = [...retried.values()].map(({ delaySeconds }) => delaySeconds);
    const kept = batch.filter(({ id }) => all || retried.has(id)).map((message) => ({ ...message, attempts: message.attempts + 1 }));
    for (const message of kept) (message.attempts > maxRetries + 1 ? dead : waiting).push(message);
    return { delivered: batch.length - kept.length, waiting: waiting.length, dead: dead.length, delays, outcome: result.outcome };
  },

  // What `wrangler queues consumer add wechat-edge-scans-dead` does: the dead are delivered again.
  "/revive": () => {
    waiting.push(...dead.map((message) => ({ ...message, attempts: 1 })));
    dead = [];
    return { waiting: waiting.length };
  },
};

export default {
  async fetch(request, env) {
    const url = new URL(request.url);
    const { pathname } = url;
    if (pathname === "/sql" || pathname === "/meter") {
      const sql = pathname === "/sql" ? await request.text() : "";
      return env.DATABASE.fetch(`http://d1${pathname}`, { method: "POST", body: JSON.stringify({ sql, params: [] }) });
    }
    if (pathname === "/enqueue") {
      const bodies = await request.json();
      waiting.push(...bodies.map((body) => ({ id: crypto.randomUUID(), timestamp: new Date(), attempts: 1, body })));
      return Response.json({ waiting: waiting.length });
    }
    const page = pages[pathname];
    return page ? Response.json(await page(url, env)) : new Response("", { status: 404 });
  },
};
