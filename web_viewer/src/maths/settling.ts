/** When the model's guess at the finished picture stops changing: its large shapes, and its detail. */
import type { LatentArray } from "../run/types.ts";
import { l2Distance } from "./vectors.ts";

/** Large shapes are what is left of a picture in this many fields along its shorter side. */
export const FIELDS = 8;
/** A part is settled once it has gone this share of its way from the first guess to the last. */
export const SETTLED = 0.9;

export interface Settling {
  /** Steps, counted from 0. */
  readonly shapes: number;
  readonly details: number;
}

/**
 * The first step from which on the guess's large shapes, and its detail, stay within a tenth of their way from the first guess
 * to the last. Large shapes are the means over square fields, an eighth of the shorter side long; detail is the rest.
 * Distances are Euclidean.
 *
 * @param x0 [steps, C, h, w].
 * @returns null where there is no way: a single step, or a guess that never changes.
 */
export function settling(x0: LatentArray): Settling | null {
  const [steps = 0, channels = 0, rows = 0, columns = 0] = x0.shape;
  const size = channels * rows * columns;
  if (steps < 2 || size === 0) return null;
  const field = Math.max(1, Math.round(Math.min(rows, columns) / FIELDS));
  const shapes: Float32Array[] = [];
  const details: Float32Array[] = [];
  for (let step = 0; step < steps; step++) {
    const whole = x0.data.subarray(step * size, (step + 1) * size);
    const large = means(whole, rows, columns, field);
    shapes.push(large);
    details.push(whole.map((value, i) => value - (large[i] ?? 0)));
  }
  const [a, b] = [settledAt(shapes), settledAt(details)];
  return a === null || b === null ? null : { shapes: a, details: b };
}

/** Each value by the mean of its field, over planes of rows x columns. */
function means(values: Float32Array, rows: number, columns: number, field: number): Float32Array {
  const across = Math.ceil(columns / field);
  const fields = across * Math.ceil(rows / field);
  const of = (i: number) => {
    const [plane, cell] = [Math.floor(i / (rows * columns)), i % (rows * columns)];
    const [row, column] = [Math.floor(cell / columns), cell % columns];
    return plane * fields + Math.floor(row / field) * across + Math.floor(column / field);
  };
  const total = new Float32Array(fields * (values.length / (rows * columns)));
  const count = new Float32Array(total.length);
  values.forEach((value, i) => {
    total[of(i)] = (total[of(i)] ?? 0) + value;
    count[of(i)] = (count[of(i)] ?? 0) + 1;
  });
  return values.map((_, i) => (total[of(i)] ?? 0) / (count[of(i)] ?? 1));
}

function settledAt(parts: readonly Float32Array[]): number | null {
  const last = parts.at(-1);
  if (!last) return null;
  const away = parts.map((part) => l2Distance(part, last));
  const all = away[0] ?? 0;
  if (!(all > 0)) return null;
  return away.reduce((from, way, step) => (way > (1 - SETTLED) * all ? step + 1 : from), 0);
}
