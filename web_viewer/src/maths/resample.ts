/** Maps at other grids. Grids are [rows, columns], values in row-major order. */

type Grid = readonly [number, number];

/** Bilinear interpolation between the middles of cells; beyond the outermost middles the value stays. */
export function resampleBilinear(values: ArrayLike<number>, from: Grid, to: Grid): Float32Array {
  return weighted(values, from, neighbours(from[0], to[0]), neighbours(from[1], to[1]));
}

/** For each new place the old ones that it is made of, and their weights, which sum to 1. */
type Weights = readonly (readonly (readonly [number, number])[])[];

function neighbours(from: number, to: number): Weights {
  return Array.from({ length: to }, (_, i) => {
    const place = Math.min(from - 1, Math.max(0, ((i + 0.5) * from) / to - 0.5));
    const low = Math.floor(place);
    return [
      [low, 1 - (place - low)],
      [Math.min(from - 1, low + 1), place - low],
    ] as const;
  });
}

/** Along rows first, then along columns: the weights of the two directions multiply. */
function weighted(values: ArrayLike<number>, from: Grid, rows: Weights, columns: Weights): Float32Array {
  const wide = columns.length;
  const across = new Float32Array(from[0] * wide);
  columns.forEach((parts, column) => {
    for (const [c, share] of parts) {
      for (let row = 0; row < from[0]; row++) {
        const at = row * wide + column;
        across[at] = (across[at] ?? 0) + share * (values[row * from[1] + c] ?? 0);
      }
    }
  });
  const result = new Float32Array(rows.length * wide);
  rows.forEach((parts, row) => {
    for (const [r, share] of parts) {
      for (let column = 0; column < wide; column++) {
        const at = row * wide + column;
        result[at] = (result[at] ?? 0) + share * (across[r * wide + column] ?? 0);
      }
    }
  });
  return result;
}
