/** Differences of pictures. */
import type { Placed } from "../maths/divergence.ts";

/** Cells along the longer side. */
const CELLS = 64;

/** How far two pictures are apart in each cell: the mean over red, green and blue of |a - b|, from 0 to 1. */
export function pictureDifference(a: ImageBitmap, b: ImageBitmap): Placed {
  const scale = CELLS / Math.max(b.width, b.height);
  const [rows, columns] = [b.height, b.width].map((side) => Math.max(1, Math.round(side * scale))) as [
    number,
    number,
  ];
  const [one, other] = [pixels(a, rows, columns), pixels(b, rows, columns)];
  const values = Float32Array.from({ length: rows * columns }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < 3; k++) sum += Math.abs((one[4 * i + k] ?? 0) - (other[4 * i + k] ?? 0));
    return sum / (3 * 255);
  });
  return { values, grid: [rows, columns] };
}

function pixels(image: ImageBitmap, rows: number, columns: number): Uint8ClampedArray {
  const canvas = new OffscreenCanvas(columns, rows);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("The browser gives no canvas to compare pictures on.");
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, columns, rows);
  return context.getImageData(0, 0, columns, rows).data;
}
