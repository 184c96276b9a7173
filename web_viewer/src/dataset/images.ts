import { ReadError } from "../run/errors.ts";
import { LIMITS } from "./layout.ts";
import { imageKind, pngHeader } from "../bytes/png.ts";

/** Larger images are refused: decoded, each pixel takes four bytes. */
const MOST_PIXELS = LIMITS.pixels;

/** Decode a PNG, or another image that the browser knows. @throws ReadError it is none, or too large to show. */
export async function openImage(bytes: ArrayBuffer, path: string): Promise<ImageBitmap> {
  const start = new Uint8Array(bytes);
  const isOther = (imageKind(start) ?? "PNG") !== "PNG"; // the check of files tells
  const { width, height } = isOther ? { width: 0, height: 0 } : pngHeader(start, path);
  if (width * height > MOST_PIXELS) {
    throw new ReadError(
      "too-large",
      path,
      `it has ${width} x ${height} pixels; at most ${MOST_PIXELS} are shown`,
    );
  }
  if (typeof createImageBitmap === "undefined") {
    throw new ReadError("unsupported", path, "images can't be decoded here");
  }
  try {
    return await createImageBitmap(new Blob([bytes]));
  } catch {
    throw new ReadError("damaged", path, "the image can't be decoded");
  }
}
