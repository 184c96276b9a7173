/** How different two attention maps are. Held to `token_divergence` and `map_divergence` of Python by their values. */
import { coarser, type Grid, resized } from "./resample.ts";
import { sumOver } from "./words.ts";

/** The least sum of a cell's shares: 1 within rounding. Cells outside of a conditioning's area have less. */
const WHOLE = 0.99;

/** A map [r, c] in C order. */
export interface Placed {
  readonly values: Float32Array;
  readonly grid: Grid;
}

/** How much each cell of a grid attends to each token: [T, r, c] in C order. */
export interface TokenMaps {
  readonly values: Float32Array;
  readonly tokens: number;
  readonly grid: Grid;
}

/**
 * Jensen-Shannon divergence (nats, 0 to ln 2) of each cell's distribution over tokens, mean over cells: Lin 1991,
 * "Divergence Measures Based on the Shannon Entropy", eq. 4.1 with equal weights.
 *
 * Maps of different grids are brought to the coarser of both. Cells whose shares do not add up to 1 in both, such as those
 * outside the area of a regional prompt, are left out. Null where the numbers of tokens differ, or no cell is left.
 */
export function tokenDivergence(a: TokenMaps, b: TokenMaps): number | null {
  if (a.tokens !== b.tokens) return null;
  const grid = coarser(a.grid, b.grid);
  const [p, q] = [regridded(a, grid), regridded(b, grid)];
  const cells = grid[0] * grid[1];
  const [ofA, ofB] = [sums(p, cells), sums(q, cells)];
  const nats = new Float64Array(cells);
  for (let i = 0; i < p.length; i++) {
    nats[i % cells] = (nats[i % cells] ?? 0) + part(p[i] ?? 0, q[i] ?? 0);
  }
  let [total, inside] = [0, 0];
  nats.forEach((value, cell) => {
    if (!((ofA[cell] ?? 0) > WHOLE && (ofB[cell] ?? 0) > WHOLE)) return;
    total += Math.max(0, value);
    inside += 1;
  });
  return inside > 0 ? total / inside : null;
}

/**
 * Jensen-Shannon divergence (nats) of where in the picture two maps [r, c] have attention, no matter how much: each is
 * scaled to sum 1, on the coarser of their grids. Null where a map has no attention at all.
 */
export function mapDivergence(a: Placed, b: Placed): number | null {
  const grid = coarser(a.grid, b.grid);
  const on = ({ values, grid: own }: Placed) =>
    Float64Array.from(isSame(own, grid) ? values : resized(values, own, grid));
  const [p, q] = [on(a), on(b)];
  const [sumP, sumQ] = [p, q].map((values) => values.reduce((sum, value) => sum + value, 0));
  if (!sumP || !sumQ) return null;
  return Math.max(
    0,
    p.reduce((nats, value, i) => nats + part(value / sumP, (q[i] ?? 0) / sumQ), 0),
  );
}

/** A word's tokens in A, and those of the same word in B. */
export type TokenPair = readonly [readonly number[], readonly number[]];

export interface MapsCompared {
  readonly tokens: number | null;
  /** Of each word, where in the picture it is attended to. */
  readonly words: readonly (number | null)[];
}

/** Two maps beside each other: how each cell divides its attention, and where each word is attended to. */
export function compareMaps(a: TokenMaps, b: TokenMaps, words: readonly TokenPair[]): MapsCompared {
  const placed = (maps: TokenMaps, tokens: readonly number[]) => ({
    values: sumOver(maps.values, maps.grid[0] * maps.grid[1], tokens),
    grid: maps.grid,
  });
  return {
    tokens: tokenDivergence(a, b),
    words: words.map(([mine, theirs]) => mapDivergence(placed(a, mine), placed(b, theirs))),
  };
}

const isSame = (a: Grid, b: Grid) => a[0] === b[0] && a[1] === b[1];

/** What a share of two distributions adds to their divergence. */
function part(x: number, y: number): number {
  const middle = (x + y) / 2;
  return ((x > 0 ? x * Math.log(x / middle) : 0) + (y > 0 ? y * Math.log(y / middle) : 0)) / 2;
}

/** What each cell's shares add up to. */
function sums(values: Float32Array, cells: number): Float64Array {
  const found = new Float64Array(cells);
  for (let i = 0; i < values.length; i++) found[i % cells] = (found[i % cells] ?? 0) + (values[i] ?? 0);
  return found;
}

function regridded({ values, tokens, grid }: TokenMaps, to: Grid): Float32Array {
  if (isSame(grid, to)) return values;
  const [from, cells] = [grid[0] * grid[1], to[0] * to[1]];
  const made = new Float32Array(tokens * cells);
  for (let token = 0; token < tokens; token++)
    made.set(resized(values.subarray(token * from, (token + 1) * from), grid, to), token * cells);
  return made;
}
