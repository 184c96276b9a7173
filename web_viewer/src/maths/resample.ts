/** Maps at other grids. Grids are [rows, columns], values in row-major order. */

type Grid = readonly [number, number];

/**
 * Mean over each cell of the new grid; a cell on a border belongs to both neighbours in proportion to its area.
 *
 * @returns `to[0] * to[1]` values, of the same mean.
 */
export function resampleMean(values: ArrayLike<number>, from: Grid, to: Grid): Float32Array {
  const rows = shares(from[0], to[0]);
  const columns = shares(from[1], to[1]);
  return weighted(values, from, rows, columns);
}

/** Bilinear interpolation between the middles of cells; beyond the outermost middles the value stays. */
export function resampleBilinear(values: ArrayLike<number>, from: Grid, to: Grid): Float32Array {
  return weighted(values, from, neighbours(from[0], to[0]), neighbours(from[1], to[1]));
}

/** For each new place the old ones that it is made of, and their weights, which sum to 1. */
type Weights = readonly (readonly (readonly [number, number])[])[];

function shares(from: number, to: number): Weights {
  const scale = from / to;
  return Array.from({ length: to }, (_, i) => {
    const [low, high] = [i * scale, (i + 1) * scale];
    const touched: [number, number][] = [];
    for (let k = Math.floor(low); k < Math.min(from, Math.ceil(high)); k++) {
      touched.push([k, (Math.min(high, k + 1) - Math.max(low, k)) / scale]);
    }
    return touched;
  });
}

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
