// Keeps the sign-in page up to date where scripts run. What it says stands in the page already
// (render.js), so that each sentence is in one place.
const main = document.getElementById("login");
const part = (id) => document.getElementById(id);
const { id, said, renewals, left_30, ...first } = JSON.parse(main.dataset.view);
const path = `/login/attempt/${id}`;

// How often a page that nobody looks after gets a new code by itself.
const renewsAtMost = 3;
const tick = 3_000;
// An open socket answers a ping; one that is silent for so long is open no more, whatever it says.
const silence = 10_000;

let stage = main.dataset.stage;
let end = Date.now() + first.left * 1000;
let isWarned = first.left <= 30;
let socket;
let [heard, pinged] = [0, 0];
let isAsking = false;

// Where something may still happen by itself. What was asked before a change may be answered after it.
const steps = { waiting: 1, scanned: 2 };
const isBefore = (one, other) => (steps[one] ?? 3) < (steps[other] ?? 3);
const isPending = () => stage in steps;

// A reload shows this sign-in, it does not begin another.
history.replaceState(null, "", path);
if (/MicroMessenger/i.test(navigator.userAgent)) document.documentElement.classList.add("in-wechat");

/** Shows what the Worker tells of this sign-in. */
function show(view) {
  if (isBefore(view.stage, stage)) return;
  end = Date.now() + view.left * 1000;
  count();
  if (view.stage === stage && view.way === (main.dataset.way || null)) return;
  stage = view.stage;
  main.dataset.stage = stage;
  main.dataset.way = view.way ?? "";
  const [status, why] = said[stage] ?? said[`scanned_${view.way}`];
  part("status").textContent = status;
  part("why").textContent = why ?? "";
  part("number").textContent = view.way === "word" ? "登录" : view.number;
  part("notice").textContent = "";
  if (stage === "confirmed") location.replace(path);
  if (!isPending()) {
    socket?.close();
    renewByItself();
  }
}

/** While somebody looks at it: codes are few, and a phone's browser is out of sight while WeChat is open. */
function renewByItself() {
  if (stage !== "expired" || document.hidden || renewals >= renewsAtMost) return;
  stage = "renewed";
  part("renew").submit();
}

function count() {
  const left = Math.max(0, Math.round((end - Date.now()) / 1000));
  part("left").textContent = left;
  if (left > 30 || isWarned || stage !== "waiting") return;
  isWarned = true;
  part("notice").textContent = left_30;
}

function connect() {
  socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}${path}/socket`);
  socket.onopen = hear;
  socket.onmessage = ({ data }) => {
    hear();
    if (data !== "pong") show(JSON.parse(data));
  };
}

function hear() {
  heard = Date.now();
}

/** Whether changes come by themselves. */
function isConnected() {
  return socket?.readyState === WebSocket.OPEN && !(pinged > heard && Date.now() - pinged > silence);
}

async function ask() {
  if (isAsking || !isPending()) return;
  isAsking = true;
  try {
    const response = await fetch(`${path}/state`, { signal: AbortSignal.timeout(2 * tick) });
    if (response.ok) show(await response.json());
    // It is gone, or not this browser's: that page says so.
    else if (response.status === 403 || response.status === 404) location.reload();
  } catch {
    // No network, at the moment.
  } finally {
    isAsking = false;
  }
}

let ticks = 0;
function look() {
  if (!isPending()) return;
  ticks += 1;
  // What ends by its time is not always told.
  if (!isConnected() || Date.now() > end) ask();
  if (ticks % 5 !== 0) return;
  if (!isConnected()) {
    socket.close();
    connect();
  } else {
    if (pinged <= heard) pinged = Date.now();
    socket.send("ping");
  }
}

// The phone comes back from WeChat.
function comeBack() {
  if (document.hidden) return;
  renewByItself();
  ask();
}

async function copy() {
  const word = part("word").textContent;
  const { copied, failed } = part("copy").dataset;
  // Where the Clipboard API is absent or denied, as in WeChat's browser, the old way may do.
  const isCopied = await navigator.clipboard?.writeText(word).then(() => true, () => false);
  part("notice").textContent = isCopied || copySelected(part("word")) ? copied : failed;
}

function copySelected(element) {
  getSelection().selectAllChildren(element);
  return document.execCommand("copy");
}

part("copy").hidden = false;
part("copy").addEventListener("click", copy);
document.addEventListener("visibilitychange", comeBack);
addEventListener("pageshow", ({ persisted }) => persisted && comeBack());
setInterval(look, tick);
setInterval(() => isPending() && count(), 1000);
if (isPending()) connect();
else renewByItself();
