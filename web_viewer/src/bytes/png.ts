import file from "../../../diffulizer/format/files.json";
import { crc32 } from "./archive.ts";
import { ReadError } from "../run/errors.ts";

export interface PngHeader {
  readonly width: number;
  readonly height: number;
  /** Bits of each sample. */
  readonly depth: number;
  /** 0 grey, 2 RGB, 3 palette, 4 grey with alpha, 6 RGBA. */
  readonly colour: number;
}

/** Larger images are refused: decoded, each pixel takes four bytes. */
const MOST_PIXELS = file.limits.pixels;
const SIGNATURE = "\x89PNG\r\n\x1a\n";
/** How files of other kinds begin. */
const OTHERS = file.other_images;

/** What an image is by its first bytes: "PNG", the name of another kind, or null for none. */
export function imageKind(bytes: Uint8Array): string | null {
  const start = String.fromCharCode(...bytes.subarray(0, SIGNATURE.length));
  if (start === SIGNATURE) return "PNG";
  return Object.entries(OTHERS).find(([, magic]) => start.startsWith(magic))?.[0] ?? null;
}

/** Size and samples of a PNG, its chunks up to the pixels being whole. @throws ReadError also where it is too large */
export function pngHeader(bytes: Uint8Array, path: string): PngHeader {
  const damaged = (reason: string) => new ReadError("damaged", path, reason);
  if (imageKind(bytes) !== "PNG") throw damaged("it is no PNG image");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let header: PngHeader | null = null;
  for (let at = SIGNATURE.length; at + 8 <= bytes.length;) {
    const length = view.getUint32(at);
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (name === "IDAT" && header) return header;
    const end = at + 8 + length;
    if (end + 4 > bytes.length) break;
    const whole = crc32(bytes.subarray(at + 4, end)) === view.getUint32(end);
    if (!whole) throw damaged(`its part ${JSON.stringify(name)} is damaged`);
    if (name === "IHDR" && length >= 13) {
      const [width, height] = [view.getUint32(at + 8), view.getUint32(at + 12)];
      if (width * height === 0 || width * height > MOST_PIXELS)
        throw new ReadError(
          "too-large",
          path,
          `it has ${width} x ${height} pixels; expected 1 to ${MOST_PIXELS}`,
        );
      header = { width, height, depth: bytes[at + 16] ?? 0, colour: bytes[at + 17] ?? 0 };
    }
    at = end + 4;
  }
  throw damaged("it is cut off or holds no pixels");
}
