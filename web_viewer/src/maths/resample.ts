/** Maps at other grids. Grids are [rows, columns], values in row-major order. */

export type Grid = readonly [number, number];

/** Bilinear interpolation between the middles of cells; beyond the outermost middles the value stays. */
export function resampleBilinear(values: ArrayLike<number>, from: Grid, to: Grid): Float32Array {
  return weighted(values, from, neighbours(from[0], to[0]), neighbours(from[1], to[1]));
}

/**
 * The mean over each cell of a coarser grid. Cells have equal areas: a value on a border belongs to both neighbours in
 * proportion to its area, so the mean of the whole map stays what it was.
 */
export function cellMeans(values: ArrayLike<number>, from: Grid, to: Grid): Float32Array {
  return weighted(values, from, overlaps(from[0], to[0]), overlaps(from[1], to[1]));
}

/** The mean over each cell where the grid gets coarser, bilinear interpolation where it gets finer. */
export function resized(values: ArrayLike<number>, from: Grid, to: Grid): Float32Array {
  const coarse = coarser(from, to);
  return resampleBilinear(cellMeans(values, from, coarse), coarse, to);
}

/** The grid with the fewest rows and columns of both. */
export function coarser(a: Grid, b: Grid): Grid {
  return [Math.min(a[0], b[0]), Math.min(a[1], b[1])];
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

function overlaps(from: number, to: number): Weights {
  const size = from / to;
  return Array.from({ length: to }, (_, cell) => {
    const [low, high] = [cell * size, (cell + 1) * size];
    const parts: (readonly [number, number])[] = [];
    for (let i = Math.floor(low); i < Math.min(from, high); i++) {
      const share = (Math.min(i + 1, high) - Math.max(i, low)) / size;
      if (share > 0) parts.push([i, share]);
    }
    return parts;
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
