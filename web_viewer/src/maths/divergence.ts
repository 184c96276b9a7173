/** How different two attention maps are. Held to `token_divergence` of Python by its values. */
import { coarser, type Grid, resized } from "./resample.ts";

/** The least sum of a cell's shares: 1 within rounding. Cells outside of a conditioning's area have less. */
const WHOLE = 0.99;

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
    const [x, y] = [p[i] ?? 0, q[i] ?? 0];
    const middle = (x + y) / 2;
    const part = (x > 0 ? x * Math.log(x / middle) : 0) + (y > 0 ? y * Math.log(y / middle) : 0);
    nats[i % cells] = (nats[i % cells] ?? 0) + part / 2;
  }
  let [total, inside] = [0, 0];
  nats.forEach((value, cell) => {
    if (!((ofA[cell] ?? 0) > WHOLE && (ofB[cell] ?? 0) > WHOLE)) return;
    total += Math.max(0, value);
    inside += 1;
  });
  return inside > 0 ? total / inside : null;
}

/** What each cell's shares add up to. */
function sums(values: Float32Array, cells: number): Float64Array {
  const found = new Float64Array(cells);
  for (let i = 0; i < values.length; i++) found[i % cells] = (found[i % cells] ?? 0) + (values[i] ?? 0);
  return found;
}

function regridded({ values, tokens, grid }: TokenMaps, to: Grid): Float32Array {
  if (grid[0] === to[0] && grid[1] === to[1]) return values;
  const [from, cells] = [grid[0] * grid[1], to[0] * to[1]];
  const made = new Float32Array(tokens * cells);
  for (let token = 0; token < tokens; token++)
    made.set(resized(values.subarray(token * from, (token + 1) * from), grid, to), token * cells);
  return made;
}
