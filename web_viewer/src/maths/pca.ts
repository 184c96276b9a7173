/** Two principal components of latents, of one run or of several in one basis. */
import type { LatentArray } from "../run/types.ts";
import { symmetricEigen } from "./eigen.ts";
import { dot } from "./vectors.ts";

type Points = readonly (readonly [number, number] | null)[];

export interface SharedPca {
  /** Of each array of latents, one per step; null for a step that is not finite. */
  readonly points: readonly Points[];
  /** Of each further array, in the same basis; null where there is none or it has another size. */
  readonly others: readonly (Points | null)[];
  /** Shares of the variance of both axes. */
  readonly explained: readonly [number, number];
}

/** An axis with a smaller share of the variance is rounding noise and counts as none. */
const NEGLIGIBLE = 1e-20;
/** Values of a row that are centred and multiplied at a time: they stay in the processor's cache. */
const BLOCK = 4096;

/**
 * The first two principal components of all rows together, centred, through the Gram matrix: there are few steps
 * and many values. The largest loading of each axis, the first of equals, is positive. Equal rows: all points
 * [0, 0], shares [1, 0]; two rows: y is 0.
 *
 * @param arrays [steps, …] each, with rows of one size.
 * @param others [steps, …] each, projected into the same basis.
 * @throws RangeError rows have different sizes, or there are none.
 */
export function sharedPca(
  arrays: readonly LatentArray[],
  others: readonly (LatentArray | null)[],
): SharedPca {
  const size = rowSize(arrays[0]);
  if (!arrays.every((array) => rowSize(array) === size)) {
    throw new RangeError("Latents of different sizes have no common basis.");
  }
  const runs = arrays.map(rowsOf);
  const fitted = runs.flat().filter(finite);
  const mean = meanOf(fitted, size);
  const { axes, explained } = basis(fitted, mean);
  const project = (rows: readonly Float32Array[]): Points =>
    rows.map((row) => (finite(row) ? pointOf(row, mean, axes) : null));
  return {
    points: runs.map(project),
    others: others.map((array) => (array && rowSize(array) === size ? project(rowsOf(array)) : null)),
    explained,
  };
}

function rowSize(array: LatentArray | undefined): number {
  return array ? array.shape.slice(1).reduce((product, length) => product * length, 1) : 0;
}

function rowsOf(array: LatentArray): Float32Array[] {
  const size = rowSize(array);
  return Array.from({ length: array.shape[0] ?? 0 }, (_, i) => array.data.subarray(i * size, (i + 1) * size));
}

function finite(row: Float32Array): boolean {
  return row.every(Number.isFinite);
}

function meanOf(rows: readonly Float32Array[], size: number): Float64Array {
  const mean = new Float64Array(size);
  for (const row of rows) for (let k = 0; k < size; k++) mean[k] = (mean[k] ?? 0) + (row[k] ?? 0);
  return mean.map((sum) => sum / Math.max(1, rows.length));
}

function basis(
  rows: readonly Float32Array[],
  mean: Float64Array,
): { axes: Float64Array[]; explained: [number, number] } {
  const none = [new Float64Array(mean.length), new Float64Array(mean.length)];
  const [first] = rows;
  if (!first || rows.every((row) => row.every((value, k) => value === first[k])))
    return { axes: none, explained: [1, 0] };
  const { values, vectors } = symmetricEigen(gram(rows, mean));
  const total = values.reduce((sum, value) => sum + Math.max(0, value), 0);
  const shares = [0, 1].map((i) => Math.max(0, values[i] ?? 0) / total);
  const known = shares.map((share, i) => share > NEGLIGIBLE && i < rows.length - 1);
  const axes = none.map((zero, i) =>
    known[i] ? axisOf(rows, mean, vectors[i] ?? new Float64Array()) : zero,
  );
  return { axes, explained: [known[0] ? (shares[0] ?? 0) : 0, known[1] ? (shares[1] ?? 0) : 0] };
}

/** Products of all pairs of centred rows. */
function gram(rows: readonly Float32Array[], mean: Float64Array): Float64Array[] {
  const products = rows.map(() => new Float64Array(rows.length));
  for (let start = 0; start < mean.length; start += BLOCK) {
    const part = mean.subarray(start, start + BLOCK);
    const centred = rows.map((row) => part.map((centre, k) => (row[start + k] ?? 0) - centre));
    centred.forEach((a, i) => {
      for (let j = i; j < centred.length; j++) add(products, i, j, dot(a, centred[j] ?? a));
    });
  }
  return products;
}

function add(products: readonly Float64Array[], i: number, j: number, value: number): void {
  const row = products[i];
  const mirrored = products[j];
  if (!row || !mirrored) return;
  row[j] = (row[j] ?? 0) + value;
  if (i !== j) mirrored[i] = row[j] ?? 0;
}

/** The axis, of length 1, along which rows lie as the vector of the Gram matrix says. */
function axisOf(rows: readonly Float32Array[], mean: Float64Array, vector: Float64Array): Float64Array {
  const axis = new Float64Array(mean.length);
  rows.forEach((row, i) => {
    const weight = vector[i] ?? 0;
    for (let k = 0; k < axis.length; k++)
      axis[k] = (axis[k] ?? 0) + weight * ((row[k] ?? 0) - (mean[k] ?? 0));
  });
  let largest = 0;
  for (const loading of axis) if (Math.abs(loading) > Math.abs(largest)) largest = loading;
  const length = Math.sqrt(dot(axis, axis)) * Math.sign(largest || 1);
  return axis.map((loading) => loading / length);
}

function pointOf(
  row: Float32Array,
  mean: Float64Array,
  axes: readonly Float64Array[],
): readonly [number, number] {
  const [x = 0, y = 0] = axes.map((axis) => {
    let sum = 0;
    for (let k = 0; k < axis.length; k++) sum += (axis[k] ?? 0) * ((row[k] ?? 0) - (mean[k] ?? 0));
    return sum;
  });
  return [x, y];
}
