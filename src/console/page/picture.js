// The picture of a code, drawn from its URL.
import { encode } from "uqr";
import { h, svg } from "./dom.js";

// WeChat's own pictures have error correction M; four modules of white around are ISO 18004's.
const options = { ecc: "M", border: 4 };
const known = new Map();

/** Its modules, and one path over all dark ones. */
function drawn(url) {
  let picture = known.get(url);
  if (picture === undefined) {
    const { size, data } = encode(url, options);
    const runs = [];
    for (const [y, row] of data.entries()) {
      for (let x = 0; x < size; x += 1) {
        if (!row[x]) continue;
        const start = x;
        while (x < size && row[x]) x += 1;
        runs.push([start, y, x - start]);
      }
    }
    picture = { size, runs, path: runs.map(([x, y, width]) => `M${x} ${y}h${width}v1h-${width}z`).join("") };
    known.set(url, picture);
  }
  return picture;
}

/** As an element of the page. */
export function picture(url, label) {
  const { size, path } = drawn(url);
  return svg(
    "svg",
    { class: "qr", viewBox: `0 0 ${size} ${size}`, role: "img", "aria-label": label, "shape-rendering": "crispEdges" },
    svg("rect", { width: size, height: size, fill: "#fff" }),
    svg("path", { d: path, fill: "#000" }),
  );
}

/** As the text of an SVG file: figures and letters of our own alone. */
export function svgFile(url) {
  const { size, path } = drawn(url);
  const [begin, white, dark] = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" width="1024" height="1024" shape-rendering="crispEdges">`,
    `<rect width="${size}" height="${size}" fill="#fff"/>`,
    `<path d="${path}"/>`,
  ];
  return new Blob([`${begin}${white}${dark}</svg>\n`], { type: "image/svg+xml" });
}

/** As a PNG file, of whole pixels for each module: at least so wide. */
export function pngFile(url, width = 1024) {
  const { size, runs } = drawn(url);
  const scale = Math.ceil(width / size);
  const canvas = h("canvas", { width: size * scale, height: size * scale });
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = "#000";
  for (const [x, y, length] of runs) context.fillRect(x * scale, y * scale, length * scale, scale);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

/** A name for its file that every file system takes and that no other in `taken` has. */
export function fileName(code, taken = new Set()) {
  const wanted = [...(code.name || code.scene || "code")]
    .slice(0, 60)
    .join("")
    .replaceAll(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069<>:"/\\|?*]/g, "_")
    .replace(/^[.\s]+|[.\s]+$/g, "");
  // On Windows a device is opened by these.
  const safe = wanted === "" || /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(wanted) ? `_${wanted}` : wanted;
  let name = safe;
  for (let other = 2; taken.has(name.toLowerCase()); other += 1) name = `${safe} (${other})`;
  taken.add(name.toLowerCase());
  return name;
}
