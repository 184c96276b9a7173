import type { Locator } from "playwright-core";
import { pixelsOf } from "../../browser/support/canvas.ts";

/** The pixel that is looked at lies half a pixel beside a cell's middle: there a peak is 6 % lower, a plateau is not. */
const NEARLY = 0.9;

interface Maps {
  readonly grid: readonly [number, number];
  /** One map after the other, a byte for each cell, in base64. */
  readonly values: string;
}

/** Cells of a map, as "row column", that a smoothed drawing may show as the brightest. */
export function hottest({ grid, values }: Maps, map: number): string[] {
  const [rows, columns] = grid;
  const cells = [...Buffer.from(values, "base64")].slice(map * rows * columns, (map + 1) * rows * columns);
  const least = NEARLY * Math.max(...cells);
  return cells.flatMap((value, i) =>
    value >= least ? [`${String(Math.floor(i / columns))} ${String(i % columns)}`] : [],
  );
}

/** The cells of a drawn map, as "row column", whose middles are brightest; neighbours may share the colour. */
export async function brightest(canvas: Locator, cells: number): Promise<string[]> {
  const pixels = await pixelsOf(canvas);
  const side = Math.sqrt(pixels.length / 4);
  const middle = (cell: number) => Math.floor(((cell + 0.5) * side) / cells);
  const places = Array.from({ length: cells ** 2 }, (_, i) => [Math.floor(i / cells), i % cells] as const);
  const light = places.map(([row, column]) => {
    const at = 4 * (middle(row) * side + middle(column));
    return (pixels[at] ?? 0) + (pixels[at + 1] ?? 0); // red and green grow with the value
  });
  const most = Math.max(...light);
  return places.flatMap(([row, column], i) =>
    light[i] === most ? [`${String(row)} ${String(column)}`] : [],
  );
}
