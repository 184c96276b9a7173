import type { Locator } from "playwright-core";
import { pixelsOf } from "../../browser/support/canvas.ts";
import { keptStep } from "./runs.ts";

/** Cells of a token's map, as "row column", that hold its largest value. */
export function hottest(pass: string, step: number, token: number): string[] {
  const { grid, rows: rowOf, values } = keptStep(pass, step).maps.of.c0;
  const [rows, columns] = grid;
  const first = (rowOf[token] ?? 0) * rows * columns;
  const cells = [...Buffer.from(values, "base64")].slice(first, first + rows * columns);
  const most = Math.max(...cells);
  return cells.flatMap((value, i) =>
    value === most ? [`${String(Math.floor(i / columns))} ${String(i % columns)}`] : [],
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
