/** Places of rows in a scatter plot. */
import { rankOf, type Values } from "../bytes/values.ts";

export interface Extent {
  readonly low: number;
  readonly high: number;
}

/** The lowest and the highest value of rows; of texts their places in the order. */
export function extentOf(values: Values, rows: Uint32Array): Extent {
  let [low, high] = [Infinity, -Infinity];
  for (const row of rows) {
    const value = rankOf(values, row);
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return { low: 0, high: 1 };
  return low === high ? { low: low - 0.5, high: high + 0.5 } : { low, high };
}

/** Where a value is between the ends, from 0 to 1. */
export const share = (value: number, { low, high }: Extent): number => (value - low) / (high - low);

export interface Dots {
  readonly rows: Uint32Array;
  /** In pixels from the left and from above, by the place in `rows`; NaN for rows that lack a value. */
  readonly x: Float32Array;
  readonly y: Float32Array;
}

/** @param box of the dots, in pixels: left, top, width, height. */
export function dotsOf(
  rows: Uint32Array,
  x: Values,
  y: Values,
  [left, top, width, height]: readonly [number, number, number, number],
): Dots {
  const [across, up] = [extentOf(x, rows), extentOf(y, rows)];
  return {
    rows,
    x: Float32Array.from(rows, (row) => left + width * share(rankOf(x, row), across)),
    y: Float32Array.from(rows, (row) => top + height * (1 - share(rankOf(y, row), up))),
  };
}

/** The row whose dot is nearest to a place, at most `most` pixels away. */
export function nearest({ rows, x, y }: Dots, at: readonly [number, number], most: number): number | null {
  let [best, found] = [most * most, -1];
  for (let i = 0; i < rows.length; i++) {
    const distance = ((x[i] ?? NaN) - at[0]) ** 2 + ((y[i] ?? NaN) - at[1]) ** 2;
    if (distance <= best) [best, found] = [distance, i];
  }
  return rows[found] ?? null;
}

/** Rows whose dots are between two corners. */
export function inside(
  dots: Dots,
  a: readonly [number, number],
  b: readonly [number, number],
): readonly number[] {
  const [left, right] = [Math.min(a[0], b[0]), Math.max(a[0], b[0])];
  const [top, bottom] = [Math.min(a[1], b[1]), Math.max(a[1], b[1])];
  const found: number[] = [];
  dots.rows.forEach((row, i) => {
    const [x = NaN, y = NaN] = [dots.x[i], dots.y[i]];
    if (x >= left && x <= right && y >= top && y <= bottom) found.push(row);
  });
  return found;
}
