/** Places of rows in a scatter plot, and its axes. */
import { scaleLinear } from "d3-scale";

import { rankOf, type Values } from "../bytes/values.ts";
import { mark } from "../text/numbers.ts";

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

export interface Tick {
  readonly at: number;
  readonly text: string;
}

/** Marks of an axis, about as many as asked for: round numbers, or some of the texts. */
export function ticksOf(values: Values, rows: Uint32Array, count: number): readonly Tick[] {
  const { low, high } = extentOf(values, rows);
  if (values.kind === "numbers") {
    const whole = rows.every((row) => !(rankOf(values, row) % 1));
    const ticks = scaleLinear([low, high], [0, 1]).ticks(count);
    return ticks.filter((at) => !whole || Number.isInteger(at)).map((at) => ({ at, text: mark(at) }));
  }
  const [first, last] = [Math.ceil(low), Math.floor(high)];
  const step = Math.ceil((last - first + 1) / Math.max(1, count));
  const places = Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, i) => first + i * step);
  return places.flatMap((at) => (values.texts[at] === undefined ? [] : [{ at, text: values.texts[at] }]));
}

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

/** The row that comes next along an axis, for those who do not point; the first one where there is none yet. */
export function following(dots: Dots, row: number | null, axis: "x" | "y", sign: 1 | -1): number | null {
  const [along, across] = axis === "x" ? [dots.x, dots.y] : [dots.y, dots.x];
  const from = row === null ? -1 : dots.rows.indexOf(row);
  /** Whether dot `a` is before `b` in this direction; of equal ones the earlier. */
  const before = (a: number, b: number): boolean => {
    const apart = ((along[a] ?? 0) - (along[b] ?? 0)) * sign || ((across[a] ?? 0) - (across[b] ?? 0)) * sign;
    return apart !== 0 ? apart < 0 : (a - b) * sign < 0;
  };
  let found = -1;
  for (let i = 0; i < dots.rows.length; i++) {
    if (Number.isNaN(along[i]) || Number.isNaN(across[i]) || i === from) continue;
    if ((from < 0 || before(from, i)) && (found < 0 || before(i, found))) found = i;
  }
  return dots.rows[found] ?? null;
}

/** Where the dot of a row is; null where it has none. */
export function dotAt(dots: Dots, row: number): readonly [number, number] | null {
  const i = dots.rows.indexOf(row);
  const [x = NaN, y = NaN] = [dots.x[i], dots.y[i]];
  return Number.isNaN(x) || Number.isNaN(y) ? null : [x, y];
}
