import type { AttentionMap } from "../dataset/types.ts";

/**
 * How much a place of the picture tells about what it attends to: the mutual information of cell and token,
 * I(X; T) = H(X) + H(T) − H(X, T), of the map scaled to sum 1 (Cover and Thomas, Elements of Information Theory, section 2.4).
 * Where all cells have the same mass, it is ln(cells) less the tokens' spatial entropies, weighted by their attention.
 *
 * @param map a cross map, [T, r, c].
 * @returns nats: 0 where all cells attend alike, at most the ln of the number of tokens or of cells.
 */
export function mutualInformation(map: AttentionMap): number {
  const cells = map.entry.grid[0] * map.entry.grid[1];
  const tokens = Math.floor(map.values.length / cells);
  const byCell = new Float64Array(cells);
  const byToken = new Float64Array(tokens);
  for (let token = 0; token < tokens; token++) {
    for (let cell = 0; cell < cells; cell++) {
      const value = map.values[token * cells + cell] ?? 0;
      byCell[cell] = (byCell[cell] ?? 0) + value;
      byToken[token] = (byToken[token] ?? 0) + value;
    }
  }
  const total = byCell.reduce((sum, value) => sum + value, 0);
  if (!(total > 0)) return 0;
  const nats = entropy(byCell, total) + entropy(byToken, total) - entropy(map.values, total);
  return Math.max(0, nats); // rounding
}

/** −Σ p ln p of values that sum to `total`. */
function entropy(values: Float32Array | Float64Array, total: number): number {
  let sum = 0;
  for (const value of values) if (value > 0) sum -= (value / total) * Math.log(value / total);
  return sum;
}
