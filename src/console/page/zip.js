// Pictures of several codes in one file.
import { zipSync } from "fflate";
import { fileName, pngFile } from "./picture.js";

/** Gives a ZIP of a PNG for each code. */
export async function zipOfPictures(codes) {
  const taken = new Set();
  const files = {};
  for (const code of codes) {
    const png = await pngFile(code.url, 512);
    files[`${fileName(code, taken)}.png`] = new Uint8Array(await png.arrayBuffer());
  }
  // A PNG is deflated already.
  return new Blob([zipSync(files, { level: 0 })], { type: "application/zip" });
}
