// Whether anything leaks on either side of the border: the memory of the process after 10,000 mixed
// requests and after 1,000,000.
import { copyFileSync } from "node:fs";
import * as wechat from "../http/wechat.mjs";
import { request as bytes, send, sendOne } from "./load.mjs";
import { start } from "./workerd.mjs";

const steps = [10_000, 100_000, 500_000, 1_000_000];

/** Prints what a Worker holds in each mode. */
export async function measureMemory({ folder, modules }, modes) {
  copyFileSync("tests/bench/memory-watch.js", `${folder}/memory-watch.js`);
  const watch = { name: "memory-watch.js", file: "memory-watch.js" };
  const watched = { name: "memory", folder, modules: [watch, ...modules] };
  console.log("KiB after all garbage was collected, and of the process as a whole:");
  for (const [mode, { variables }] of Object.entries(modes)) {
    const worker = await start(watched, variables, { inspected: true });
    let sent = 0;
    let first;
    for (const step of steps) {
      for (; sent < step; sent += 10_000) {
        // Made anew each time: a timestamp is good for 300 s.
        await send(worker.port, mixed(mode), 10_000);
      }
      const { resident, ...parts } = await measure(worker);
      const held = Object.values(parts).reduce((sum, bytes) => sum + bytes, 0);
      first ??= held;
      const list = Object.entries(parts).map(([name, bytes]) => `${name} ${kib(bytes)}`);
      console.log(
        `${mode}, ${step} requests: ${kib(held)} (${kib(held - first)} more): ${list.join(", ")}; process ${kib(resident)}`,
      );
    }
    await worker.stop();
  }
}

async function measure(worker) {
  const { body } = await sendOne(worker.port, bytes({ method: "GET", path: "/memory" }));
  return { ...JSON.parse(body), ...(await worker.memory()) };
}

function kib(bytes) {
  return Math.round(bytes / 1024);
}

/** Every way through the Worker: answers of all sizes, no answer, each kind of refusal. */
function mixed(mode) {
  const messages = [
    { MsgType: "event", Event: "subscribe", EventKey: "qrscene_40021" },
    { MsgType: "event", Event: "SCAN", EventKey: "店铺-12" },
    { MsgType: "event", Event: "VIEW", EventKey: "https://example.com/" },
    { MsgType: "text", Content: "你好 ]]> 😀" },
    { MsgType: "text", Content: "长".repeat(2000) },
    { MsgType: "voice", Recognition: "" },
    { MsgType: "image", PicUrl: "https://example.com/a.jpg" },
    { MsgType: "" },
  ].map(wechat.message);
  const pushes = messages.flatMap((message) =>
    mode === "safe" ? [wechat.sealed(message), plain(message)] : [plain(message)],
  );
  const refused = [
    plain("<xml><MsgType>"),
    plain("x".repeat(70_000)),
    { ...plain(messages[0]), query: wechat.query({ token: "wrong" }) },
    { ...plain(messages[0]), method: "PUT" },
    { ...plain(messages[0]), path: "/elsewhere" },
  ];
  const verifications = [{ method: "GET", query: wechat.query({ echostr: "5838479218127813673" }) }];
  // A body that is not read to its end costs a connection: few of those, or the run takes hours.
  return [...Array(20).fill([...pushes, ...verifications]).flat(), ...refused].map(bytes);
}

function plain(body) {
  return { method: "POST", query: wechat.query(), body };
}
