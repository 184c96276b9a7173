import { ReadError } from "./errors.ts";
import { pngHeader } from "./png.ts";

/** Larger images are refused: decoded, each pixel takes four bytes. */
const MOST_PIXELS = 1 << 26;

/** Decode a PNG. @throws ReadError it is none, or larger than a browser takes. */
export async function openImage(bytes: ArrayBuffer, path: string): Promise<ImageBitmap> {
  const { width, height } = pngHeader(new Uint8Array(bytes), path);
  if (width * height > MOST_PIXELS) {
    throw new ReadError(
      "too-large",
      path,
      `it has ${width} x ${height} pixels; at most ${MOST_PIXELS} are shown`,
    );
  }
  if (typeof createImageBitmap === "undefined")
    throw new ReadError("unsupported", path, "images can't be decoded here");
  try {
    return await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  } catch {
    throw new ReadError("damaged", path, "the image can't be decoded");
  }
}
