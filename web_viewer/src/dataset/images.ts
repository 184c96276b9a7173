import { ReadError } from "../run/errors.ts";
import { imageKind, pngHeader } from "../bytes/png.ts";

/** Decode a PNG, or another image that the browser knows. @throws ReadError it is none, or too large to show. */
export async function openImage(bytes: ArrayBuffer, path: string): Promise<ImageBitmap> {
  const start = new Uint8Array(bytes);
  const isOther = (imageKind(start) ?? "PNG") !== "PNG"; // the check of files tells
  if (!isOther) pngHeader(start, path);
  if (typeof createImageBitmap === "undefined") {
    throw new ReadError("unsupported", path, "images can't be decoded here");
  }
  try {
    return await createImageBitmap(new Blob([bytes]));
  } catch {
    throw new ReadError("damaged", path, "the image can't be decoded");
  }
}
