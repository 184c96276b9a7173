/** The maths against what the same functions of Python give, and numpy where Python has none. */
import { expect, test } from "vitest";
import { decodeFloat16 } from "../../src/bytes/arrays.ts";
import files from "../../../diffulizer/format/files.json";
import { cellWithin, onWholeImage } from "../../src/maths/areas.ts";
import { type TokenMaps, tokenDivergence } from "../../src/maths/divergence.ts";
import { symmetricEigen } from "../../src/maths/eigen.ts";
import { cellMeans, resized } from "../../src/maths/resample.ts";
import { cosine, l2Distance, l2Norm } from "../../src/maths/vectors.ts";
import { concentration } from "../../src/maths/words.ts";
import type { Condition } from "../../src/run/types.ts";
import { fixture } from "./fixtures.ts";

interface Golden {
  readonly concentrations: readonly (readonly [readonly [number, number], readonly number[], number])[];
  readonly p: number[];
  readonly q: number[];
  readonly divergence: number;
  readonly norm: number;
  readonly distance: number;
  readonly cosine: number;
  readonly grid: number[][];
  readonly resized: Record<string, number[][]>;
  readonly areas: {
    readonly latent: readonly [number, number];
    readonly area: readonly number[] | null;
    readonly placed: number[][];
    readonly cells: Record<string, readonly [number, number] | null>;
  }[];
  readonly float16: (number | string)[];
  readonly symmetric: number[][];
  readonly eigenvalues: number[];
}

const { maths } = fixture<{ maths: Golden }>("golden.json");
const { p, q } = maths;

test("a map's concentration is that of Python, without its corners", () => {
  for (const [grid, cells, expected] of maths.concentrations)
    expect(concentration(Float32Array.from(cells), grid)).toBeCloseTo(expected, 6);
  expect(concentration(new Float32Array(64).fill(0.3), [8, 8])).toBeCloseTo(0, 6);
  expect(concentration(new Float32Array(64), [8, 8])).toBe(0);
});

/** The shares of tokens in one cell. */
function cell(shares: readonly number[]): TokenMaps {
  const total = shares.reduce((sum, share) => sum + share, 0);
  return { values: Float32Array.from(shares, (share) => share / total), tokens: shares.length, grid: [1, 1] };
}

test("the divergence between tokens", () => {
  expect(tokenDivergence(cell(p), cell(q))).toBeCloseTo(maths.divergence, 6);
  expect(tokenDivergence(cell(p), cell(p))).toBe(0);
  expect(tokenDivergence(cell([1, 0]), cell([0, 1]))).toBeCloseTo(Math.LN2, 12);
  expect(tokenDivergence(cell([1, 1]), cell([1]))).toBeNull();
});

test("cells whose shares do not add up to 1 have no part in it", () => {
  const values = Float32Array.from([1, 0.2, 0, 0.3]);
  const a: TokenMaps = { values, tokens: 2, grid: [1, 2] };
  const b: TokenMaps = { values: Float32Array.from([0, 1, 1, 0]), tokens: 2, grid: [1, 2] };
  expect(tokenDivergence(a, b)).toBeCloseTo(Math.LN2, 6);
  expect(tokenDivergence({ ...a, values: values.map((v) => v / 2) }, b)).toBeNull();
});

test("norms and cosines", () => {
  expect(l2Norm(p)).toBeCloseTo(maths.norm, 12);
  expect(l2Distance(p, q)).toBeCloseTo(maths.distance, 12);
  expect(cosine(p, q)).toBeCloseTo(maths.cosine, 12);
  expect(
    cosine(
      p,
      p.map(() => 0),
    ),
  ).toBeNull();
});

test.each(Object.keys(maths.resized))("a map at a grid of %s", (grid) => {
  expectGrid(resized(maths.grid.flat(), [5, 7], sizes(grid)), maths.resized[grid]);
});

test.each(maths.areas)("a map of the area $area of $latent", ({ latent, area, placed, cells }) => {
  const [rows, columns] = latent;
  const run = { generator: { height: rows * files.latent_pixels, width: columns * files.latent_pixels } };
  const condition = { area } as Condition;
  const { values, grid } = onWholeImage(run, condition, Float32Array.from(maths.grid.flat()), [5, 7]);
  expect(grid).toEqual(area ? latent : [5, 7]);
  expectGrid(values, placed);
  for (const [place, cell] of Object.entries(cells)) {
    const [x = NaN, y = NaN] = place.split(",").map(Number);
    expect(cellWithin(run, condition, { x, y }, [5, 7])).toEqual(cell);
  }
});

test("a coarser map has the mean of the finer one", () => {
  const mean = (values: Float32Array) => values.reduce((sum, v) => sum + v, 0) / values.length;
  const whole = mean(Float32Array.from(maths.grid.flat()));
  for (const to of [
    [1, 1],
    [2, 3],
    [5, 1],
    [4, 6],
  ] as const)
    expect(mean(cellMeans(maths.grid.flat(), [5, 7], to))).toBeCloseTo(whole, 6);
});

test("every float16", () => {
  const bits = Uint16Array.from({ length: 65536 }, (_, i) => i);
  const decoded = decodeFloat16(new Uint8Array(bits.buffer));
  const named = Array.from(decoded, (v) =>
    Number.isFinite(v) ? v : Number.isNaN(v) ? "nan" : v > 0 ? "inf" : "-inf",
  );
  expect(named).toEqual(maths.float16);
});

test("eigenvalues of a symmetric matrix", () => {
  const { values, vectors } = symmetricEigen(maths.symmetric.map((row) => Float64Array.from(row)));
  values.forEach((value, k) => {
    expect(value).toBeCloseTo(maths.eigenvalues[k] ?? NaN, 10);
    const vector = vectors[k] ?? new Float64Array();
    maths.symmetric.forEach((row, i) => {
      const product = row.reduce((sum, item, j) => sum + item * (vector[j] ?? NaN), 0);
      expect(product).toBeCloseTo(value * (vector[i] ?? NaN), 10);
    });
  });
});

function sizes(grid: string): [number, number] {
  const [rows = 0, columns = 0] = grid.split(",").map(Number);
  return [rows, columns];
}

function expectGrid(values: Float32Array, wanted: number[][] | undefined): void {
  const flat = wanted?.flat() ?? [];
  expect(values.length).toBe(flat.length);
  flat.forEach((value, i) => expect(values[i]).toBeCloseTo(value, 6));
}
