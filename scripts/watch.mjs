// Tells when a file has changed. By looking, twice a second: what systems tell of changes differs with
// the system, the editor and the disk, and some hundred files are looked at in a millisecond.
import { readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";

const interval = 250;
// Not what an editor keeps beside a file while it is open.
const isSource = (name) => /^[^.].*\.(rs|js|html|css|toml|json|sql|svg)$/.test(name);

/** Calls `changed(paths)` when files in these folders, or these files, are others than before. */
export function watch(places, changed) {
  let known = look(places);
  let seen = known;
  const timer = setInterval(() => {
    const now = look(places);
    // An editor may write in steps: not before two looks have found the same.
    const isStill = differences(seen, now).length === 0;
    seen = now;
    if (!isStill) return;
    const paths = differences(known, now);
    known = now;
    if (paths.length > 0) changed(paths);
  }, interval);
  return () => clearInterval(timer);
}

function look(places) {
  const found = new Map();
  const add = (path) => {
    try {
      const { mtimeMs, size } = statSync(path);
      found.set(path, `${mtimeMs} ${size}`);
    } catch {
      // Not there, at the moment.
    }
  };
  for (const place of places) {
    if (!statSync(place, { throwIfNoEntry: false })?.isDirectory()) {
      add(place);
      continue;
    }
    for (const path of readdirSync(place, { recursive: true })) {
      if (isSource(basename(path))) add(join(place, path));
    }
  }
  return found;
}

function differences(before, after) {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => before.get(path) !== after.get(path));
}
