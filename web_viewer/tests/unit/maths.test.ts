/** The maths against values that numpy gives. */
import { expect, test } from "vitest";
import { decodeFloat16 } from "../../src/bytes/float16.ts";
import type { AttentionMap } from "../../src/run/types.ts";
import { mapDivergence } from "../../src/maths/divergence.ts";
import { symmetricEigen } from "../../src/maths/eigen.ts";
import { resampleBilinear } from "../../src/maths/resample.ts";
import { cosine, l2Distance, l2Norm } from "../../src/maths/vectors.ts";
import { fixture } from "./fixtures.ts";

interface Golden {
  readonly p: number[];
  readonly q: number[];
  readonly js: number;
  readonly norm: number;
  readonly distance: number;
  readonly cosine: number;
  readonly grid: number[][];
  readonly bilinear: Record<string, number[][]>;
  readonly float16: (number | string)[];
  readonly symmetric: number[][];
  readonly eigenvalues: number[];
}

const { maths } = fixture<{ maths: Golden }>("golden.json");
const { p, q } = maths;

/** A cross map of one cell. */
function cell(shares: readonly number[]): AttentionMap {
  const total = shares.reduce((sum, share) => sum + share, 0);
  const entry = { path: "", layer: "", type: "cross" as const, step: 0, condition: "c0", head: null };
  return {
    entry: { ...entry, shape: [shares.length, 1, 1], grid: [1, 1] },
    values: Float32Array.from(shares, (share) => share / total),
    problem: null,
  };
}

test("the divergence of two maps", () => {
  expect(mapDivergence(cell(p), cell(q))).toBeCloseTo(maths.js, 6);
  expect(mapDivergence(cell(p), cell(p))).toBe(0);
  expect(mapDivergence(cell([1, 0]), cell([0, 1]))).toBeCloseTo(Math.LN2, 12);
  expect(mapDivergence(cell([1, 1]), cell([1]))).toBeNaN();
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

test.each(Object.keys(maths.bilinear))("bilinear interpolation to a grid of %s", (grid) => {
  expectGrid(resampleBilinear(maths.grid.flat(), [5, 7], sizes(grid)), maths.bilinear[grid]);
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
