// Whether anything leaks on either side of the border: the memory of the process after 10,000 mixed
// requests and after 1,000,000.
import * as wechat from "../http/wechat.mjs";
import { request as bytes, send } from "./load.mjs";
import { start } from "./workerd.mjs";

const steps = [10_000, 100_000, 300_000, 500_000, 1_000_000];

/** Prints the resident memory of a Worker, in KiB, in each mode. */
export async function measureMemory(worker, modes) {
  for (const [mode, { variables }] of Object.entries(modes)) {
    const process = await start(worker, variables);
    let sent = 0;
    let before;
    for (const step of steps) {
      while (sent < step) {
        const count = Math.min(10_000, step - sent);
        // Made anew each time: a timestamp is good for 300 s.
        await send(process.port, mixed(mode), count);
        sent += count;
      }
      const memory = process.memory();
      before ??= memory;
      console.log(`${mode}: ${step} requests, ${memory} KiB (${memory - before} more than at first)`);
    }
    await process.stop();
  }
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
