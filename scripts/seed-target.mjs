// A target folder of one's own, for builds that must not undo what another has cached.
import { cpSync, existsSync } from "node:fs";
import { join } from "node:path";

/** Makes `target/<name>` of what the Worker's own build has compiled, where it has: the crates it uses are the same. */
export function seedTarget(name, root = ".") {
  const target = join(root, "target");
  if (existsSync(join(target, name))) return;
  for (const part of ["release", "wasm32-unknown-unknown/release"]) {
    const [from, to] = [join(target, part), join(target, name, part)];
    if (existsSync(from)) cpSync(from, to, { recursive: true, preserveTimestamps: true });
  }
}
