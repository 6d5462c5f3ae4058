// The picture of a code as a PNG: in WeChat's own browser a long press reads no SVG and no canvas.
import { encode } from "uqr";

// At least so many CSS pixels wide.
const width = 240;

/** Gives the picture of a URL, and how many pixels wide and high it is. */
export async function picture(url) {
  // WeChat's own pictures have error correction M; four modules of white around are ISO 18004's. One mask for
  // all: to draw the eight and weigh them takes as long as the Free plan gives a whole request.
  const { size: modules, data } = encode(url, { ecc: "M", border: 4, maskPattern: 0 });
  const scale = Math.ceil(width / modules);
  const size = modules * scale;
  // Of each row a filter byte, 0, then a bit a pixel, in which white is 1.
  const stride = 1 + Math.ceil(size / 8);
  const rows = new Uint8Array(stride * size);
  for (let y = 0; y < size; y += 1) {
    const row = data[Math.floor(y / scale)];
    for (let x = 0; x < size; x += 1) {
      if (!row[Math.floor(x / scale)]) rows[y * stride + 1 + (x >> 3)] |= 0x80 >> (x & 7);
    }
  }
  const [header, view] = buffer(13);
  view.setUint32(0, size);
  view.setUint32(4, size);
  // One bit deep, of grey; deflate, no filter but those of the rows, not interlaced.
  header.set([1, 0, 0, 0, 0], 8);
  const chunks = [chunk("IHDR", header), chunk("IDAT", await deflate(rows)), chunk("IEND", new Uint8Array())];
  const bytes = [signature, ...chunks].flatMap((part) => [...part]);
  return { src: `data:image/png;base64,${btoa(String.fromCharCode(...bytes))}`, size };
}

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

function buffer(length) {
  const bytes = new Uint8Array(length);
  return [bytes, new DataView(bytes.buffer)];
}

/** Length, name, data, and the CRC of name and data (PNG, section 5.3). */
function chunk(name, data) {
  const [bytes, view] = buffer(data.length + 12);
  view.setUint32(0, data.length);
  bytes.set([...name].map((letter) => letter.charCodeAt(0)), 4);
  bytes.set(data, 8);
  view.setUint32(data.length + 8, crc(bytes.subarray(4, -4)));
  return bytes;
}

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  for (let bit = 0; bit < 8; bit += 1) byte = (byte >>> 1) ^ (byte & 1 ? 0xedb88320 : 0);
  return byte;
});

function crc(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ table[(crc ^ byte) & 0xff];
  return ~crc >>> 0;
}

/** As a zlib stream, which is what the platform calls `deflate`. */
async function deflate(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
