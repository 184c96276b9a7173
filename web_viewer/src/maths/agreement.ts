/** How far two maps of the picture agree. Held to numpy by its values. */
import type { Placed } from "./divergence.ts";
import { coarser, resized } from "./resample.ts";
import { mean } from "./words.ts";

/** Pearson's correlation over the cells of the coarser of two grids; null where one of the maps is the same everywhere. */
export function agreement(a: Placed, b: Placed): number | null {
  const grid = coarser(a.grid, b.grid);
  const [x, y] = [a, b].map(({ values, grid: own }) => centred(resized(values, own, grid)));
  if (!x || !y) return null;
  const [xx, yy, xy] = [product(x, x), product(y, y), product(x, y)];
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : null;
}

/** Values without their mean; all 0 where they differ by no more than rounding. */
function centred(values: Float32Array): Float64Array {
  const [centre, most] = [mean(values), values.reduce((a, b) => Math.max(a, Math.abs(b)), 0)];
  const flat = values.every((value) => Math.abs(value - centre) <= 1e-6 * most);
  return Float64Array.from(values, (value) => (flat ? 0 : value - centre));
}

const product = (a: Float64Array, b: Float64Array) =>
  a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
